using System.Reflection;
using Basenode.Engine.Exposing;
using Basenode.Engine.Model;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Telling;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>The engine that follows: runs passes until it is cancelled, serves its status, and sees to plugins that end or hang the process. For the role of the daemon.</summary>
internal sealed class Daemon(EngineParts engine)
{
    /// <summary>The exit code that asks for a new process in this one's place, which the executable sees to: two scripts hang, and a thread cannot be ended.</summary>
    public const int AsksForRestart = 75;

    private readonly EngineLoop loop = engine.Loop();
    private readonly Teller teller = new(engine.Loggers.CreateLogger<Teller>(), engine.Time) { Origins = engine.Origins };
    private readonly DateTimeOffset started = engine.Time.GetUtcNow();
    private CrashWitness? witness;

    /// <summary>Follows the cluster until it is cancelled. Forgives everything that may be mended while it runs. For the role of the daemon.</summary>
    /// <param name="restart">Puts a new process in this one's place, when a plugin ends this one. Returns only if it cannot.</param>
    /// <returns>The process's exit code: 0, or <see cref="AsksForRestart"/>.</returns>
    public async Task<int> RunAsync(Action restart, CancellationToken cancellationToken)
    {
        ILogger log = engine.Loggers.CreateLogger<Daemon>();
        Log.Started(log, Version, engine.Cluster.Description, engine.Settings.EtcFolder);
        using var gauges = new StatusGauges(() => (Status(), engine.Cluster.Current), engine.Time, Version);
        await using var metrics = new MetricsExposition(engine.Settings.Metrics, engine.Supervisor, engine.Loggers.CreateLogger<MetricsExposition>());
        await using var status = new StatusServer(Path.Combine(engine.Settings.DataFolder, "status.sock"), Status, engine.Supervisor, engine.Loggers.CreateLogger<StatusServer>())
        {
            Programs = engine.DescribeAsync,
            Release = engine.Cluster.Release,
            Metrics = () => metrics.Text(openMetrics: true),
        };
        using var watching = witness = new CrashWitness(engine.Memory.Note!, engine.Memory.Suspects, restart, log);
        var probation = new Probation(engine.Settings, engine.Memory.Suspects, engine.Plugins, engine.Time, log);
        bool restarts = false;
        try
        {
            await status.StartAsync(cancellationToken);
            metrics.Start();
            engine.Cluster.Expect(engine.Memory.LastQueries.Read());
            await engine.Plugins.LoadAsync(cancellationToken);
            Log.PluginsLoaded(log, engine.Plugins.Current.Plugins.Length);
            engine.Plugins.StartWatching(engine.Supervisor);
            engine.Renderer.Watch(engine.Supervisor);
            engine.Origins.Watch();
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
            engine.Memory.Note!.Finish(exceptHung: restarts);
        }

        bool GoesOn()
        {
            probation.BeginAfter(teller.View.Newest, engine.Supervisor);
            NoteServed(teller.View.Newest);
            if (!restarts && engine.Watchdog.Hung is { Count: >= 2 } hung && engine.Memory.Suspects.TryRestart(string.Join(", ", hung)))
            {
                restarts = true;
                Log.Stuck(log, hung.Count, string.Join(", ", hung));
            }

            return !restarts;
        }
    }

    /// <summary>Sees to an exception that ends the process: where it is a plugin's, a new process takes this one's place and skips that code.</summary>
    public void SeeUncaught(Exception exception) => witness?.SeeUncaught(exception);

    // Not while anything is on its way: what is written is what programs use.
    private void NoteServed(PassReport? newest)
    {
        if (engine.Settings.StateFile is null && newest is { Targets.IsEmpty: false }
            && newest.Targets.All(target => target.Outcome is not (TargetOutcome.Delivering or TargetOutcome.Waiting or TargetOutcome.Pending)))
        {
            engine.Memory.LastQueries.Note(newest.Queries);
            engine.Memory.LastKnown.Note(newest.State, newest.Queries, engine.Cluster.Description);
        }
    }

    private static string Version => typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private EngineStatus Status() => StatusDocument.Of(
        teller.View,
        new EngineFacts
        {
            Started = started,
            Source = engine.Cluster.Description,
            State = engine.Cluster.Current,
            Watched = engine.Cluster.Watched,
            Plugins = engine.Plugins.Current.Plugins,
            Origins = engine.Origins,
            FailingWork = engine.Supervisor.Failing,
            Hung = engine.Watchdog.Hung,
            Skipped =
            [
                .. from suspect in engine.Memory.Suspects.Skipped
                   where !suspect.IsToldByStage
                   select new Problem(ProblemKind.PluginSkipped, $"{suspect.Code}", suspect.Describe(engine.Time.GetUtcNow())) { ServesLastGood = true, Since = suspect.At },
            ],
        },
        engine.Time.GetUtcNow());
}
