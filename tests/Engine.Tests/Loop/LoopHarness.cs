using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Loop;

/// <summary>
/// A whole engine in this process, on real files, with a clock that only the test moves, and with doubles of the outside alone: the cluster, the plugins' code, the
/// programs that read the files.
/// </summary>
internal sealed class LoopHarness : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, ScriptedCode> codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptedProgram> programs = new(StringComparer.Ordinal);
    private readonly OneLog loggers;

    public LoopHarness()
    {
        Rest.Begin();
        loggers = new OneLog(Log);
        Settings = new EngineSettings { EtcFolder = Folder["etc"], TemplateFolders = [Folder["templates"]], DataFolder = Folder["data"] };
        Directory.CreateDirectory(Folder["out"]);
        Directory.CreateDirectory(Folder["templates"]);
        Engine = NewEngine();
    }

    public TemporaryFolder Folder { get; } = TemporaryFolder.InMemory();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z"));

    public EngineSettings Settings { get; }

    public ScriptedCluster Cluster { get; } = new();

    public ScriptedPlugins Plugins { get; } = new();

    public RecordingLog Log { get; } = new();

    public EngineUnderTest Engine { get; private set; }

    /// <summary>The code of a plugin by name; made at first use.</summary>
    public ScriptedCode Code(string name) => codes.TryGetValue(name, out ScriptedCode? code) ? code : codes[name] = new ScriptedCode(name);

    /// <summary>The program behind a reload.</summary>
    public ScriptedProgram Program(string reload) => programs.TryGetValue(reload, out ScriptedProgram? program) ? program : programs[reload] = new ScriptedProgram();

    /// <summary>A path in the folder of the destinations.</summary>
    public string Out(string target) => Folder[$"out/{target}"];

    /// <summary>The text in place; null when there is none.</summary>
    public string? TextOf(string target) => File.Exists(Out(target)) ? File.ReadAllText(Out(target)) : null;

    /// <summary>How a target stands in the status.</summary>
    public TargetReport? Report(string target) => Engine.Teller.View.Newest?.Targets.FirstOrDefault(report => report.Target == target);

    public TargetOutcome? Outcome(string target) => Report(target)?.Outcome;

    /// <summary>Declares a target whose content is the value of the key of its name.</summary>
    /// <param name="check">The name of its check, which has the code of this name; null for none.</param>
    /// <param name="reload">The name of its reload, likewise.</param>
    public TargetDefinition Declare(string name, string? check = null, string? reload = null)
    {
        ScriptedCode content = Code($"content {name}");
        var target = new TargetDefinition
        {
            Name = name,
            Plugin = "scripted.csx",
            Destination = Out(name),
            Check = check is null ? null : Plugins.Check(check, new ScriptedCheck(Code(check))),
            Reload = reload is null ? null : Plugins.Reload(reload, new ScriptedReload(Code(reload), Program(reload))),
            Content = async cluster =>
            {
                string text = await cluster.Key(name);
                await content.RunAsync(CancellationToken.None);
                return content.Act is Act.Nothing ? null! : text;
            },
        };
        Plugins.Target(target);
        return target;
    }

    /// <summary>Sets a key.</summary>
    public void Set(string key, string? value) => Cluster.Set(new KeyQuery(key), value);

    /// <summary>Starts the engine, and lets it come to rest.</summary>
    public void Start()
    {
        Engine.Start();
        Rest.Await();
    }

    /// <summary>Stops the engine and starts another one on the same folders.</summary>
    public void Restart()
    {
        if (!Engine.IsStopped)
        {
            Stop();
        }

        Engine = NewEngine();
        Start();
    }

    /// <summary>Stops the engine; moves the clock where it waits for code that does not heed its cancellation.</summary>
    public void Stop()
    {
        Task stopping = Task.Run(Engine.StopAsync);
        Until(() => stopping.IsCompleted, "the engine stops", TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves the clock in small steps, letting the engine come to rest after each, until a condition holds.</summary>
    /// <param name="within">The longest time on the engine's clock.</param>
    public void Until(Func<bool> condition, string what, TimeSpan? within = null) => Until(condition, () => what, within ?? TimeSpan.FromSeconds(5));

    /// <inheritdoc cref="Until(Func{bool}, string, TimeSpan?)"/>
    public void Until(Func<bool> condition, Func<string> what, TimeSpan within)
    {
        TimeSpan step = StepOf(within);
        DateTimeOffset end = Time.GetUtcNow() + within;
        Rest.Await();
        while (!condition())
        {
            if (Time.GetUtcNow() >= end)
            {
                throw new TimeoutException($"did not come true within {within.TotalSeconds} s of the engine's clock: {what()}\n{Describe()}");
            }

            Move(step);
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        TimeSpan step = StepOf(time);
        for (DateTimeOffset end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            TimeSpan left = end - Time.GetUtcNow();
            Move(left < step ? left : step);
        }
    }

    /// <summary>Everything that is known, for a failed test.</summary>
    public string Describe() => string.Join('\n',
    [
        $"at {Time.GetUtcNow():HH:mm:ss.fff}, loop {Engine.Running.Status}, {Engine.Teller.View.Passes} passes",
        .. Engine.Teller.View.Newest?.Targets.Select(report => $"  {report}") ?? [],
        .. codes.Values.Where(code => code.Running > 0 || code.Act is not Act.Work).Select(code => $"  {code}: {code.Act}, {code.Running} running"),
        .. Log.Lines.TakeLast(25),
    ]);

    public ValueTask DisposeAsync()
    {
        foreach (ScriptedCode code in codes.Values)
        {
            code.Release();
        }

        if (!Engine.IsStopped)
        {
            Stop();
        }

        loggers.Dispose();
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TimeSpan StepOf(TimeSpan whole) => whole.TotalMinutes switch
    {
        < 1 => Step,
        < 15 => Step * 10,
        _ => Step * 40,
    };

    // Continuations of the engine must run on the pool, not within the test's own call.
    private void Move(TimeSpan step)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new NoInlining());
        try
        {
            Time.Advance(step);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Rest.Await();
    }

    private EngineUnderTest NewEngine() => new(Settings, Cluster, Plugins, Time, loggers);

    private sealed class NoInlining : SynchronizationContext;
}
