using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>A source that follows an agent into a store, as the engine would.</summary>
internal sealed class Follower : IAsyncDisposable
{
    // What is not about the hold need not wait for it.
    private static readonly HoldSettings Brief = new() { Time = TimeSpan.Zero, AfterRegression = TimeSpan.Zero, Share = 1 };

    public Follower(ConsulSettings settings, ConsulTimings? timings = null, KeptLog? log = null, HoldSettings? hold = null, string? heldConnections = null)
    {
        Log = log ?? new KeptLog();
        Store = new ClusterStore(Signal, TimeProvider.System);
        Supervisor = new TaskSupervisor(TimeProvider.System, Log);
        var options = new ConsulOptions
        {
            Engine = new EngineSettings { Consul = settings, Hold = hold ?? Brief },
            LastKnown = new LastKnownState("/no/such/file", false, new InstanceValidation(false), null, Log),
            Terms = HoldTerms.Of(new EngineSettings { Consul = settings, Hold = hold ?? Brief }),
            HeldConnections = heldConnections,
            Timings = timings ?? new ConsulTimings(),
        };
        Source = new ConsulSource(options, Store, Supervisor, Log);
    }

    public Follower(RealConsul consul, ConsulTimings? timings = null, HoldSettings? hold = null)
        : this(new ConsulSettings { Address = consul.Address }, timings, hold: hold)
    {
    }

    public TaskSupervisor Supervisor { get; }

    public ChangeSignal Signal { get; } = new();

    public ClusterStore Store { get; }

    public ConsulSource Source { get; }

    public KeptLog Log { get; }

    public void Watch(params IEnumerable<Query> queries) => Source.Watch(queries.ToHashSet());

    public bool Has(Query query) => Store.Current.Answers.ContainsKey(query);

    public object? Value(Query query) => Store.Current.Answers.GetValueOrDefault(query)?.Value;

    public IReadOnlyList<Instance> Instances(Query query) => Value(query) as IReadOnlyList<Instance> ?? [];

    public string[] Ids(Query query) => [.. Instances(query).Select(instance => instance.Id)];

    public string? Problem(Query query) => Store.Current.Problems.GetValueOrDefault(query)?.Message;

    /// <summary>Waits until a condition on the state holds; says the state's problems when it does not.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, int seconds = 60)
    {
        try
        {
            await Eventually.HoldsAsync(condition, what, TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException e)
        {
            string problems = string.Join("; ", Store.Current.Problems.Select(problem => $"{problem.Key}: {problem.Value.Message}"));
            throw new TimeoutException($"{e.Message}\nproblems: {problems}\nlog: {Log.All}", e);
        }
    }

    public Task UntilAnsweredAsync(Query query) => UntilAsync(() => Has(query), $"{query} has an answer");

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
