using System.Collections.Concurrent;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Tests.Cluster.Files;

/// <summary>A folder, a store, and what reads the one into the other.</summary>
internal sealed class FilesFixture : IAsyncDisposable, ILogger
{
    private readonly List<IAsyncDisposable> owned = [];

    public FilesFixture(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Store = new ClusterStore(Signal, Time);
        Supervisor = new TaskSupervisor(Time, this);
    }

    public TimeProvider Time { get; }

    public TaskSupervisor Supervisor { get; }

    public TemporaryFolder Folder { get; } = new();

    public ChangeSignal Signal { get; } = new();

    public ClusterStore Store { get; }

    public ConcurrentQueue<string> Lines { get; } = [];

    public IClusterSource Open(string path, params Query[] queries)
    {
        var settings = new EngineSettings { StateFile = path };
        var options = new ConsulOptions
        {
            Engine = settings,
            LastKnown = new LastKnownState("/no/such/file", false, new InstanceValidation(false), null, this),
            Terms = HoldTerms.Of(settings),
        };
        IClusterSource source = ClusterSources.Open(options, Store, Supervisor, new OneLog(this));
        owned.Add(source);
        source.Watch(queries.ToHashSet());
        return source;
    }

    public LocalFileWatcher WatchFiles(params string[] paths)
    {
        var watcher = new LocalFileWatcher(Store, Supervisor, this);
        owned.Add(watcher);
        watcher.Watch(paths.Select(path => new FileQuery(path)).ToHashSet());
        return watcher;
    }

    public object? Value(Query query) => Store.Current.Answers.TryGetValue(query, out Answer? answer) ? answer.Value : "no answer";

    public string? Problem(Query query) => Store.Current.Problems.GetValueOrDefault(query)?.Message;

    public string Ports(string service) => Value(new ServiceQuery(service)) is IReadOnlyList<Instance> instances
        ? string.Join(' ', instances.Select(instance => instance.Port))
        : "no answer";

    public Task PortsAreAsync(string service, string expected) =>
        Eventually.HoldsAsync(() => Ports(service) == expected, $"{service} has ports '{expected}'");

    public Task ValueIsAsync(Query query, object? expected) => Eventually.HoldsAsync(() => Equals(Value(query), expected), $"{query} is {expected ?? "null"}");

    public Task ProblemSaysAsync(Query query, string part) =>
        Eventually.HoldsAsync(() => Problem(query)?.Contains(part) == true, $"the problem of {query} says {part}");

    public Task HealsAsync(Query query) => Eventually.HoldsAsync(() => Problem(query) is null, $"{query} has no problem");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable thing in owned)
        {
            await thing.DisposeAsync();
        }

        Folder.Dispose();
    }
}
