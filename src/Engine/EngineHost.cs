using System.Collections.Immutable;
using System.Reflection;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Files;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Plugins;
using Basenode.Engine.Rendering;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision;
using Basenode.Engine.Telling;
using Basenode.Engine.Variables;
using Basenode.Engine.Variables.LastGood;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Puts the stages together from settings and runs what a command asks for.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    /// <summary>The exit code that asks for a new process in this one's place, which the executable sees to: two scripts hang, and a thread cannot be ended.</summary>
    public const int AsksForRestart = 75;

    private static readonly TimeSpan TestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan TestAnswersLimit = TimeSpan.FromSeconds(20);

    // For threads and timers that code leaves behind.
    private static readonly TimeSpan TestLinger = TimeSpan.FromSeconds(1);
    private readonly EngineSettings settings;
    private readonly ILoggerFactory loggers;
    private readonly ProcessMemory memory;
    private readonly ClusterFeed cluster;
    private readonly PluginHost plugins;
    private readonly VariableStage variables;
    private readonly Renderer renderer;
    private readonly DeliveryStage delivery;
    private readonly Pass pass;
    private readonly Watchdog watchdog;
    private readonly TaskSupervisor supervisor;
    private readonly SingleRun single;
    private readonly EngineLoop loop;
    private readonly Teller teller;
    private readonly TimeProvider time;
    private readonly DateTimeOffset started;
    private CrashWitness? witness;
    private bool testsStarted;

    private EngineHost(EngineSettings settings, EngineRole role, ILoggerFactory loggers, TimeProvider time)
    {
        (this.settings, this.loggers, this.time) = (settings, loggers, time);
        started = time.GetUtcNow();
        var signal = new ChangeSignal();
        var store = new ClusterStore(signal, time);
        supervisor = new TaskSupervisor(time, loggers.CreateLogger<TaskSupervisor>());
        cluster = new ClusterFeed(store, OpenSource(settings, store, supervisor, loggers), new LocalFileWatcher(store, supervisor, loggers.CreateLogger<LocalFileWatcher>()));
        memory = role.IsDaemon ? ProcessMemory.TakeOver(settings, time, loggers) : ProcessMemory.LookAt(settings, role.Tested, time, loggers);
        watchdog = new Watchdog(time, memory.Note, memory.Suspects);
        plugins = new PluginHost(settings, signal, time, loggers, new PluginHostOptions
        {
            Watchdog = watchdog,
            Kept = memory.Kept,
            Only = role.OnlyPlugin,
            CommandReload = command => new CommandReload(command),
        });
        variables = new VariableStage(signal, watchdog, time, loggers.CreateLogger<VariableStage>(), new VariableOptions
        {
            ReservedNames = Renderer.BuiltInNames,
            LastGood = new LastGoodValues(settings.DataFolder, settings.EtcFolder, memory.Kept, loggers.CreateLogger<LastGoodValues>()),
        });
        renderer = new Renderer(settings, signal, watchdog, time, loggers.CreateLogger<Renderer>());
        delivery = new DeliveryStage(settings, signal, watchdog, new RetryClock(time, Random.Shared), loggers.CreateLogger<DeliveryStage>());
        pass = new Pass(plugins.Take, variables, renderer, delivery, time);
        single = new SingleRun(cluster, signal, time);
        loop = new EngineLoop(cluster, signal, pass, new Debounce(settings.Quiet, settings.Max), time);
        teller = new Teller(loggers.CreateLogger<Teller>(), time);
    }

    /// <summary>Puts the stages together. Nothing is read, listened to or started yet.</summary>
    /// <exception cref="EngineException">A setting cannot work, such as a state file that does not exist.</exception>
    public static EngineHost Create(EngineSettings settings, EngineRole role, ILoggerFactory loggers, TimeProvider time) => new(settings, role, loggers, time);

    /// <summary>Follows the cluster until it is cancelled. Forgives everything that may be mended while it runs. For the role of the daemon.</summary>
    /// <param name="restart">Puts a new process in this one's place, when a plugin ends this one. Returns only if it cannot.</param>
    /// <returns>The process's exit code: 0, or <see cref="AsksForRestart"/>.</returns>
    public async Task<int> RunAsync(Action restart, CancellationToken cancellationToken)
    {
        ILogger log = loggers.CreateLogger<EngineHost>();
        Log.Started(log, Version, cluster.Description, settings.EtcFolder);
        await using var status = new StatusServer(Path.Combine(settings.DataFolder, "status.sock"), Status, supervisor, loggers.CreateLogger<StatusServer>());
        using var watching = witness = new CrashWitness(memory.Note!, memory.Suspects, restart, log);
        bool restarts = false;
        try
        {
            await status.StartAsync(cancellationToken);
            await plugins.LoadAsync(cancellationToken);
            plugins.StartWatching(supervisor);
            renderer.Watch(supervisor);
            await loop.RunAsync(teller, GoesOn, cancellationToken);
            return AsksForRestart;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.Stopped(log, teller.View.Passes);
            return 0;
        }
        finally
        {
            memory.Note!.Finish(exceptHung: restarts);
        }

        bool GoesOn()
        {
            StartTests(log);
            if (!restarts && watchdog.Hung is { Count: >= 2 } hung && memory.Suspects.TryRestart(string.Join(", ", hung)))
            {
                restarts = true;
                Log.Stuck(log, hung.Count, string.Join(", ", hung));
            }

            return !restarts;
        }
    }

    /// <summary>Sees to an exception that ends the process: where it is a plugin's, a new process takes this one's place and skips that code.</summary>
    public void SeeUncaught(Exception exception) => witness?.SeeUncaught(exception);

    /// <summary>Runs a suspect as a preview would, with all that it leaves behind. For the role of a test: the process dies where a daemon would have.</summary>
    /// <returns>Whether all of it returned in time.</returns>
    public async Task<bool> TestAsync(CancellationToken cancellationToken)
    {
        await PreviewAsync([], TestAnswersLimit, new Progress<string>(), cancellationToken);
        await Task.Delay(TestLinger, time, cancellationToken);
        return watchdog.Hung.Count == 0;
    }

    /// <summary>Passes until the whole cluster state is known, as one report.</summary>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    public async Task<PassReport> OnceAsync(TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        await plugins.LoadAsync(cancellationToken);
        var waiting = new WaitTeller(waits, cluster.Description, limit, time);
        PassReport? all = null;
        PassReport report = await single.UntilCompleteAsync(
            async state =>
            {
                PassReport done = await pass.RunAsync(state, cancellationToken);
                await pass.DeliveredAsync(cancellationToken);
                all = (done with { Targets = pass.TakeDelivered().Targets }).After(all);
                return (all, new RunNeeds(all.Queries, all.Missing, all.IsSettled));
            },
            limit,
            waiting,
            cancellationToken);
        return report with { Problems = [.. report.Problems, .. Unanswered(report.Missing)] };
    }

    /// <summary>Says what a run would do, and changes nothing.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    public async Task<PreviewReport> PreviewAsync(
        IReadOnlyCollection<string> targets,
        TimeSpan limit,
        IProgress<string> waits,
        CancellationToken cancellationToken)
    {
        await plugins.LoadAsync(cancellationToken);
        var waiting = new WaitTeller(waits, cluster.Description, limit, time);
        PreviewReport report = await single.UntilCompleteAsync(
            async state =>
            {
                PreviewReport preview = await pass.PreviewAsync(state, targets, cancellationToken);
                return (preview, new RunNeeds(preview.Queries, preview.Missing, preview.IsSettled));
            },
            limit,
            waiting,
            cancellationToken);
        ImmutableArray<TargetDefinition> declared = plugins.Current.Targets;
        IEnumerable<string> unknown = targets.Where(name => declared.All(target => target.Name != name));
        string known = declared.IsEmpty ? "none is declared" : string.Join(", ", declared.Select(target => target.Name));
        return report with
        {
            Problems =
            [
                .. unknown.Select(name => new Problem(ProblemKind.UnknownTarget, name, $"there is no target '{name}'; the targets are: {known}")),
                .. report.Problems,
                .. Unanswered(report.Missing),
            ],
        };
    }

    /// <summary>Compiles every script, loads every assembly and parses every template, without a cluster.</summary>
    /// <returns>All errors, each whole.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        Contributions contributions = await LoadAsync(cancellationToken);
        return [.. contributions.Plugins.SelectMany(plugin => plugin.Errors), .. renderer.ParseAll(contributions)];
    }

    /// <summary>Loads all plugins, which fills the script cache.</summary>
    public async Task<Contributions> LoadAsync(CancellationToken cancellationToken)
    {
        await plugins.LoadAsync(cancellationToken);
        return plugins.Current;
    }

    /// <summary>Records the cluster state that the targets read.</summary>
    /// <returns>How many answers were recorded, and what was left out.</returns>
    /// <exception cref="EngineException">An answer did not come, or the file cannot be written.</exception>
    public async Task<SnapshotResult> SnapshotAsync(string path, TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        PreviewReport read = await PreviewAsync([], limit, waits, cancellationToken);
        if (!read.Missing.IsEmpty)
        {
            throw new EngineException(string.Join(Environment.NewLine, Unanswered(read.Missing)));
        }

        SnapshotResult recorded = SnapshotFile.Write(path, cluster.Current, read.Queries, cluster.Description);
        return recorded.Problem is { } problem ? throw new EngineException(problem) : recorded;
    }

    public async ValueTask DisposeAsync()
    {
        // Lanes first: they use the plugins.
        await delivery.DisposeAsync();
        await cluster.DisposeAsync();
        await plugins.DisposeAsync();
        await renderer.DisposeAsync();
        await supervisor.DisposeAsync();
        memory.Dispose();
    }

    private static string Version => typeof(EngineHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static IClusterSource OpenSource(EngineSettings settings, ClusterStore store, TaskSupervisor supervisor, ILoggerFactory loggers)
    {
        if (settings.StateFile is not { } path)
        {
            ConsulSettings fitting = OpenFiles.Fit(settings.Consul, loggers.CreateLogger<EngineHost>());
            return new ConsulSource(fitting, store, supervisor, loggers.CreateLogger<ConsulSource>());
        }

        try
        {
            return FileSources.Open(path, store, new Border(settings.Consul.HostNames), supervisor, loggers.CreateLogger<FileSource>());
        }
        catch (FileNotFoundException absent)
        {
            throw new EngineException($"--state: {absent.Message}");
        }
    }

    // The others are served first, but no longer than a while: what waits for the cluster may wait for days.
    private void StartTests(ILogger log)
    {
        if (!testsStarted && teller.View.Newest is { } newest && (newest.Targets.All(target => target.Outcome is not (TargetOutcome.Delivering or TargetOutcome.Waiting)) || time.GetUtcNow() - started > TestWait))
        {
            testsStarted = true;
            var test = new SuspectTest(code => Probation.Command(settings, code), TestLimit, time);
            _ = supervisor.Run("testing skipped plugins", new Probation(memory.Suspects, test, plugins, time, log).RunAsync);
        }
    }

    private IEnumerable<Problem> Unanswered(IEnumerable<Query> missing)
    {
        ClusterState state = cluster.Current;
        return from query in missing
               orderby query.ToString()
               select new Problem(
                   ProblemKind.Unanswered,
                   $"{query}",
                   state.Problems.GetValueOrDefault(query)?.Message ?? $"{cluster.Description} has not answered in time");
    }

    private EngineStatus Status() => StatusDocument.Of(
        teller.View,
        new EngineFacts
        {
            Started = started,
            Source = cluster.Description,
            State = cluster.Current,
            Watched = cluster.Watched,
            Plugins = plugins.Current.Plugins,
            FailingWork = supervisor.Failing,
            Hung = watchdog.Hung,
            Skipped =
            [
                .. from suspect in memory.Suspects.Skipped
                   where !suspect.IsToldByStage
                   select new Problem(ProblemKind.PluginSkipped, $"{suspect.Code}", suspect.Describe(time.GetUtcNow())) { ServesLastGood = true, Since = suspect.At },
            ],
        },
        time.GetUtcNow());
}
