using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Reloading;

/// <summary>Starts HAProxy through another plugin's action, and confirms that it runs what is in place now.</summary>
/// <remarks>The first file starts HAProxy in any case. One that ran before and was stopped by a person stays so: the change waits for that person.</remarks>
/// <param name="actions">How it is started.</param>
internal sealed class HaproxyStart(HaproxySettings settings, MasterProcess master, MasterReload reload, StartActions actions, ILogger log)
{
    /// <summary>Starts HAProxy and waits for its worker.</summary>
    /// <param name="why">Why it is believed not to run.</param>
    public async Task<ReloadResult> RunAsync(ReloadChange change, string why, CancellationToken cancellationToken)
    {
        bool ranBefore = change.Targets.All(target => target.OldContent is not null);
        bool isRecovery = ranBefore && (actions.Recover is not null || !change.Targets.Any(target => target.IsChanged));
        string name = string.Join(' ', isRecovery ? settings.Recover : settings.Start);
        if ((isRecovery ? actions.Recover : actions.Start) is not { } start)
        {
            return ReloadResult.Unreachable($"HAProxy is not running ({why}), and the setting {(isRecovery ? "recover" : "start")} names no action that starts it; start HAProxy yourself");
        }

        log.Starting(why, name);
        double begin = ProcessClock.Now();
        ReloadResult started = await start.Apply(change, cancellationToken);
        if (started.Outcome is not ReloadOutcome.Applied)
        {
            // Never refused: the engine would put the last good file back, and nobody would start HAProxy with it.
            return ReloadResult.Unreachable($"HAProxy is not running ({why}), and {name} failed: {started.Message}");
        }

        Sighting seen = await master.FindAsync(settings.ReloadTimeout, cancellationToken);
        if (seen is not { Verdict: Verdict.Reached, Processes: { } processes })
        {
            return ReloadResult.Unreachable(
                $"{name} was done, but HAProxy's master does not answer: {seen.Why(master.Socket.Path)}; it must be started with -W -S {master.Socket.Path}");
        }

        if (ProcessClock.StartOf(processes.Master) is { } born && born >= begin)
        {
            return ReloadResult.Applied($"started by {name}: worker {string.Join(", ", processes.Workers)}");
        }

        if (ProcessClock.IsYounger(processes.Master, change.Targets.Select(target => target.Destination), master.Time.GetUtcNow()))
        {
            return ReloadResult.Applied($"started by someone else: worker {string.Join(", ", processes.Workers)}");
        }

        log.StartedBefore();
        return await reload.RunAsync(change, processes, cancellationToken);
    }
}
