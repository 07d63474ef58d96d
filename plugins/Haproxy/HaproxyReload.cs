using Basenode.Haproxy.Live;
using Basenode.Haproxy.Planning;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>Makes a running HAProxy use what is in place: by commands where only servers changed; else by one confirmed reload; by a start where it does not run.</summary>
/// <remarks>The one place that knows the order of the means, from the gentlest to the last.</remarks>
internal sealed class HaproxyReload : IReloadAction, IDisposable
{
    // The engine does not call one action twice at a time; the patrol, two actions of this family, or an engine and a preview, could.
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly HaproxySettings settings;
    private readonly ReloadOrStart reload;
    private readonly Runtime runtime;
    private readonly Patrol patrol;
    private readonly ILogger log;
    private ReloadChange? applied;

    public HaproxyReload(HaproxySettings settings, MasterProcess master, MasterReload reload, IReloadAction? start, ILogger log)
    {
        (this.settings, this.log) = (settings, log);
        this.reload = new ReloadOrStart(settings, master, reload, start, log);
        runtime = new Runtime(settings, master.Time, log);
        patrol = new Patrol(PatrolAsync, master.Time, log);
    }

    /// <inheritdoc/>
    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) =>
        Task.FromResult(new ReloadPlan(ChangePlanner.Plan(change, settings.Live).Summary));

    /// <inheritdoc/>
    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            ReloadResult result = await ApplyOneAsync(change, cancellationToken);
            Keep(change, result.Outcome);

            return result;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>The first round of the patrol does the work: it compares HAProxy with what is in place, as it does between changes.</remarks>
    public async Task Resume(ReloadChange change, CancellationToken cancellationToken)
    {
        if (!settings.Live)
        {
            return;
        }

        await one.WaitAsync(cancellationToken);
        applied ??= change;
        one.Release();
        patrol.Schedule(TimeSpan.Zero);
    }

    public void Dispose()
    {
        patrol.Dispose();
        one.Dispose();
    }

    private async Task<ReloadResult> ApplyOneAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        HaproxyPlan plan = ChangePlanner.Plan(change, settings.Live);
        var backends = BackendChange.Of(change);
        if (!settings.Live)
        {
            return await ReloadAsync(change, backends, "not_live", cancellationToken);
        }

        if (plan.Kind is PlanKind.Reload)
        {
            log.ReloadNeeded(plan.Summary);
            string reason = change.Targets.Any(target => target.OldContent is null) ? "first_use" : "configuration";
            return await ReloadAsync(change, backends, reason, cancellationToken);
        }

        if (!change.Targets.Any(target => target.IsChanged) && !await runtime.HasReadAsync(change, cancellationToken))
        {
            log.ReloadNeeded("it may have read another file than the one in place");
            return await ReloadAsync(change, backends, "other_file", cancellationToken);
        }

        LiveResult live = await runtime.ApplyAsync(backends, cancellationToken);
        if (live.IsDone)
        {
            HaproxyMetrics.ChangedLive(plan.Kind, live.Commands);
            return ReloadResult.Applied(live.Commands == 0 ? "nothing to do: HAProxy has these servers already" : plan.Summary);
        }

        log.RuntimeFailed(live.Why);
        ReloadResult result = await ReloadAsync(change, backends, "runtime_failed", cancellationToken);
        if (result.Outcome is ReloadOutcome.Refused && live.Commands > 0)
        {
            // The engine puts the last good file back, and takes HAProxy to have it: what was changed already is to be taken back.
            await runtime.ApplyAsync(new BackendChange(backends.Before, backends.Before), cancellationToken);
        }

        return result;
    }

    private async Task<ReloadResult> ReloadAsync(ReloadChange change, BackendChange backends, string reason, CancellationToken cancellationToken)
    {
        ReloadResult result = await runtime.OverReloadAsync(backends, token => reload.RunAsync(change, mayStart: true, token), cancellationToken);
        HaproxyMetrics.Reloaded(reason, result.Outcome);
        return result;
    }

    // A refused file is replaced by the one before it. While a change is pending nobody knows what HAProxy has, and nothing is put right.
    private void Keep(ReloadChange change, ReloadOutcome outcome)
    {
        applied = outcome switch
        {
            ReloadOutcome.Applied => change,
            ReloadOutcome.Refused => applied,
            _ => null,
        };
        if (applied is not null && settings.Live)
        {
            patrol.Schedule(runtime.NextLook);
        }
    }

    // Between changes: servers that left are brought to their end, and what somebody else did to HAProxy is put right.
    private async Task<TimeSpan> PatrolAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (applied is not { } last || await runtime.LookAsync(BackendChange.Unchanged(last), cancellationToken) is not { } why)
            {
                return runtime.NextLook;
            }

            log.RuntimeFailed(why);
            ReloadChange unchanged = Unchanged(last);
            ReloadResult result = await runtime.OverReloadAsync(
                BackendChange.Of(unchanged),
                token => reload.RunAsync(unchanged, mayStart: false, token),
                cancellationToken);
            HaproxyMetrics.Reloaded("repair", result.Outcome);
            if (result.Outcome is not ReloadOutcome.Applied)
            {
                log.PatrolFailed(runtime.NextLook.TotalSeconds, result.Message);
            }

            return runtime.NextLook;
        }
        finally
        {
            one.Release();
        }
    }

    private static ReloadChange Unchanged(ReloadChange change) =>
        new([.. change.Targets.Select(target => target with { OldContent = target.NewContent })]);
}
