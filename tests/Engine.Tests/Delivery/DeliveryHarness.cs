using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>Delivery on real files in a folder of its own, with a clock that the test sets.</summary>
internal sealed class DeliveryHarness : IAsyncDisposable
{
    private readonly ListLog log = new();
    private DeliveryStage stage;

    public DeliveryHarness()
    {
        Directory.CreateDirectory(Folder["out"]);
        stage = NewStage();
    }

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z"));

    public Contributions Contributions { get; set; } = Contributions.Empty;

    public string Root { get; init; } = "";

    public IReadOnlyList<string> LogLines => log.Lines;

    /// <summary>The folder of what is remembered.</summary>
    public string Data => Folder["data"];

    /// <summary>A path in the folder of the destinations.</summary>
    public string Out(string name) => Folder[$"out/{name}"];

    public string TextOf(string name) => File.ReadAllText(Out(name));

    /// <summary>A target <c>NAME</c> that is written to <c>out/NAME</c>.</summary>
    public TargetDefinition Target(string name, TargetAction? reload = null, TargetAction? check = null) =>
        new() { Name = name, Plugin = "test", Template = $"{name}.sbn", Destination = Out(name), Reload = reload, Check = check };

    public static RenderedTarget Rendered(TargetDefinition target, string text) => new() { Target = target, Text = text };

    /// <summary>One whole pass, as the engine runs it.</summary>
    public Task<ImmutableArray<TargetReport>> PassAsync(params RenderedTarget[] rendered) => PassAsync(stage, Contributions, rendered);

    /// <summary>One whole pass of some engine.</summary>
    public static async Task<ImmutableArray<TargetReport>> PassAsync(DeliveryStage stage, Contributions contributions, params RenderedTarget[] rendered)
    {
        stage.Deliver(stage.Compare(rendered, contributions), () => null);
        await stage.IdleAsync(CancellationToken.None);
        stage.TakeFinished();
        return stage.Reports;
    }

    /// <summary>One whole pass of one target.</summary>
    public async Task<TargetReport> PassAsync(TargetDefinition target, string text) => Assert.Single(await PassAsync(Rendered(target, text)));

    public async Task<TargetPreview> PreviewAsync(TargetDefinition target, string text) =>
        Assert.Single(await stage.PreviewAsync([Rendered(target, text)], Contributions, CancellationToken.None));

    /// <summary>What programs say of themselves.</summary>
    public async Task<IReadOnlyList<ProgramReport>> DescribeAsync() => await stage.DescribeAsync(Contributions);

    /// <summary>What is wrong with programs that use what is in place all the same.</summary>
    public IReadOnlyList<Problem> Problems => [.. stage.Problems];

    /// <summary>The engine stops and another one starts.</summary>
    public async Task RestartAsync()
    {
        await stage.DisposeAsync();
        stage = NewStage();
    }

    /// <summary>The engine stops.</summary>
    public async Task StopAsync() => await stage.DisposeAsync();

    /// <summary>A second engine beside this one.</summary>
    public DeliveryStage NewStage() =>
        new(new EngineSettings { DataFolder = Folder["data"], Root = Root }, new ChangeSignal(), new Watchdog(Time), new RetryClock(Time, new Random(1)), log);

    /// <summary>Registers a reload action.</summary>
    public NamedAction Use(string name, IReloadAction action)
    {
        Contributions = Contributions with { Reloads = Contributions.Reloads.SetItem(name, _ => action) };
        return new NamedAction(name, []);
    }

    /// <summary>Registers a check.</summary>
    public NamedAction Use(string name, ICheck check)
    {
        Contributions = Contributions with { Checks = Contributions.Checks.SetItem(name, check) };
        return new NamedAction(name, []);
    }

    /// <summary>A command line.</summary>
    public static CommandAction Shell(string script, double seconds = 20, params string[] arguments) =>
        new(["sh", "-c", script, "sh", .. arguments], TimeSpan.FromSeconds(seconds), null);

    /// <summary>Nothing but the given files, and lock files, is in the folder of the destinations.</summary>
    public void HoldsOnly(params string[] names) => Assert.Equal(
        names.Order(StringComparer.Ordinal),
        Directory.GetFileSystemEntries(Folder["out"]).Select(path => Path.GetFileName(path)!).Where(name => !name.EndsWith(".lock")).Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        Folder.Dispose();
    }

    private sealed class ListLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
