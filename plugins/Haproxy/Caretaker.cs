using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Live;
using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>Looks after HAProxy between changes: that it runs, that its servers are those of the file and its maps and certificates those in place, that servers that left the file are deleted in the end. Tells the engine what it cannot repair.</summary>
/// <remarks>Calls must not overlap.</remarks>
internal sealed class Caretaker(Runtime runtime, MasterProcess master, ReloadOrStart reload, SkippedChecks checks, ILogger log)
{
    private static readonly TimeSpan SoonAfterSkip = TimeSpan.FromSeconds(1);
    private readonly Conditions conditions = new();
    private ReloadChange? applied;

    // Why HAProxy was reloaded by the last round that found it different.
    private string? repairedFor;

    /// <summary>When the next round is due.</summary>
    public TimeSpan NextRound => applied is { } last && checks.AreDue(last) && SoonAfterSkip < runtime.NextLook ? SoonAfterSkip : runtime.NextLook;

    /// <summary>Takes up what was confirmed before.</summary>
    public void Resume(ReloadChange change)
    {
        applied ??= change;
        reload.Ports.Known = Binds(applied);
    }

    /// <summary>Takes how a change ended.</summary>
    public async Task TakeAsync(ReloadChange change, ReloadOutcome outcome, CancellationToken cancellationToken)
    {
        // A refused file is replaced by the one before it. While a change is pending nobody knows what HAProxy has, and nothing is put right.
        applied = outcome switch
        {
            ReloadOutcome.Applied => change,
            ReloadOutcome.Refused => applied,
            _ => null,
        };
        repairedFor = null;
        conditions.Difference = null;
        if (outcome is ReloadOutcome.Applied)
        {
            reload.Ports.Known = Binds(change);
            await TellAsync(change, cancellationToken);
        }
    }

    /// <summary>One round.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (applied is not { } last)
        {
            return;
        }

        if (await DeathAsync(cancellationToken) is { } death)
        {
            log.Died(death);
            Lose(last, $"HAProxy is not running: {death}");
        }
        else if (await checks.RefusalAsync(last, always: true, cancellationToken) is { } words)
        {
            log.LateRefusal(words);
            Lose(last, $"HAProxy refuses the file in place: {words}");
        }
        else if (await runtime.LookAsync(BackendChange.Unchanged(last), DataFiles.Of(last), cancellationToken) is { } compared)
        {
            await MendAsync(last, compared, cancellationToken);
        }

        if (applied is not null)
        {
            await TellAsync(last, cancellationToken);
        }
    }

    private static IReadOnlyList<Bind> Binds(ReloadChange change) => Bind.AllIn(change.Configurations().Select(target => HaproxyFile.Parse(target.NewContent)));

    private async Task TellAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        conditions.Socket = await runtime.SocketProblemAsync(change, cancellationToken);
        conditions.Ports = reload.Ports.Problem;
        conditions.Tell(change);
    }

    // The engine applies the file again, with back-off, and until then says that it is not in use.
    private void Lose(ReloadChange last, string why)
    {
        applied = null;
        last.Tell(ProgramCondition.Lost(why));
    }

    private async Task<string?> DeathAsync(CancellationToken cancellationToken)
    {
        Sighting seen = await master.FindAsync(patience: null, cancellationToken);
        reload.Ports.Master = seen.Processes?.Master ?? reload.Ports.Master;
        bool isGone = seen is { Verdict: not Verdict.Reached, Reply.Kind: SocketReplyKind.NobodyListens } && !await runtime.IsAnsweringAsync(cancellationToken);
        return isGone ? seen.Why(master.Socket.Path) : null;
    }

    // A reload that did not help would not help the next time.
    private async Task MendAsync(ReloadChange last, LiveResult compared, CancellationToken cancellationToken)
    {
        // An HAProxy that cannot be reached may still be as the file says.
        if (compared.IsDone || compared.Contact is not SocketReplyKind.Answered)
        {
            repairedFor = compared.IsDone ? null : repairedFor;
            conditions.Difference = compared.IsDone ? null : conditions.Difference;
            return;
        }

        if (repairedFor is not null)
        {
            if (conditions.Difference is null)
            {
                log.StillDiffers(compared.Why);
            }

            conditions.Difference = $"HAProxy still differs from its file after a reload: {compared.Why}";
            return;
        }

        log.RuntimeFailed(compared.Why);
        ReloadChange unchanged = last with { Targets = [.. last.Targets.Select(target => target with { OldContent = target.NewContent })] };
        await reload.WaitAsync(unchanged, cancellationToken);
        ReloadResult result = await runtime.OverReloadAsync(
            BackendChange.Of(unchanged),
            token => reload.RunAsync(unchanged, mayStart: false, token),
            cancellationToken);
        HaproxyMetrics.Reloaded("repair", result.Outcome);
        if (result.Outcome is ReloadOutcome.Applied)
        {
            repairedFor = compared.Why;
        }
        else
        {
            log.PatrolFailed(runtime.NextLook.TotalSeconds, result.Message);
        }
    }
}
