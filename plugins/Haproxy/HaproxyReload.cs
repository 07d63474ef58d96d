using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Files;
using Basenode.Haproxy.Live;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Haproxy.Reloading;
using Basenode.Haproxy.Viewing;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>Makes a running HAProxy use what is in place: by commands where only servers changed; else by one confirmed reload; by a start where it does not run.</summary>
/// <remarks>The one place that knows the order of the means, from the gentlest to the last. Between changes <see cref="Caretaker"/> looks after HAProxy.</remarks>
internal sealed class HaproxyReload : IReloadAction, IDisposable
{
    // The engine does not call one action twice at a time; the patrol, two actions of this family, or an engine and a preview, could.
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly HaproxySettings settings;
    private readonly ReloadOrStart reload;
    private readonly SkippedChecks checks;
    private readonly Runtime runtime;
    private readonly Caretaker caretaker;
    private readonly Patrol patrol;
    private readonly HaproxyProgram program;
    private readonly HaproxyView view;
    private readonly ILogger log;

    public HaproxyReload(HaproxySettings settings, MasterProcess master, ReloadOrStart reload, SkippedChecks checks, ILogger log)
    {
        (this.settings, this.reload, this.checks, this.log) = (settings, reload, checks, log);
        program = new HaproxyProgram(settings);
        runtime = new Runtime(settings, master.Time, log);
        view = new HaproxyView(settings, runtime.Remembered, master.Time);
        caretaker = new Caretaker(runtime, master, reload, checks, log);
        patrol = new Patrol(PatrolAsync, master.Time, log);
        reload.Ports.Notice.Raised += () => patrol.Schedule(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    /// <remarks>A preview may not reach the running HAProxy's socket, or there is none yet: then the program that is installed tells its version.</remarks>
    public async Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken)
    {
        HaproxyVersion? version = await runtime.VersionAsync(cancellationToken) ?? await program.VersionAsync(cancellationToken);
        return ChangePlanner.Plan(change, version ?? HaproxyVersion.Oldest, settings.Live).ForEngine;
    }

    /// <inheritdoc/>
    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            ReloadResult result = await ApplyOneAsync(change, cancellationToken);
            await caretaker.TakeAsync(change, result.Outcome, cancellationToken);
            patrol.Schedule(caretaker.NextRound);
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
        await one.WaitAsync(cancellationToken);
        caretaker.Resume(change);
        one.Release();
        patrol.Schedule(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public Task<ProgramPart?> Describe(ReloadChange change, CancellationToken cancellationToken) => view.DescribeAsync(change, cancellationToken);

    public void Dispose()
    {
        patrol.Dispose();
        one.Dispose();
    }

    private async Task<ReloadResult> ApplyOneAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        WorkerState? seen = settings.Live ? await runtime.ReadAsync(cancellationToken) : null;
        HaproxyPlan plan = ChangePlanner.Plan(change, seen?.Info.Version ?? HaproxyVersion.Oldest, settings.Live);
        var backends = BackendChange.Of(change);
        bool isChanged = change.Targets.Any(target => target.IsChanged);
        if (!isChanged && await checks.RefusalAsync(change, always: true, cancellationToken) is { } words)
        {
            return ReloadResult.Refused($"HAProxy refuses the file, whose check was skipped before: {words}");
        }

        if (!settings.Live)
        {
            return await ReloadAsync(change, backends, "not_live", cancellationToken);
        }

        if (plan.Kind is PlanKind.Reload)
        {
            log.ReloadNeeded(string.Join("; ", plan.ForEngine.Reasons));
            string reason = change.Targets.Any(target => target.OldContent is null) ? "first_use" : "configuration";
            return await ReloadAsync(change, backends, reason, cancellationToken);
        }

        if (!isChanged && !await runtime.HasReadAsync(change, cancellationToken))
        {
            if (await runtime.IsAnsweringAsync(cancellationToken))
            {
                log.ReloadNeeded("it may have read another file than the one in place");
            }

            return await ReloadAsync(change, backends, "other_file", cancellationToken);
        }

        IReadOnlyList<DataFile> data = [.. DataFiles.Of(change).Where(file => !isChanged || file.Change.IsChanged)];
        LiveResult live = await runtime.ApplyAsync(backends, data, areDue: isChanged, seen, cancellationToken);
        if (live.IsDone)
        {
            HaproxyMetrics.ChangedLive(plan.Kind, live.Commands);
        }

        return live.IsDone
            ? await CheckAfterAsync(change, backends, live.Commands == 0 ? "nothing to do: HAProxy has these servers already" : plan.Summary, cancellationToken)
            : await ReloadInsteadAsync(change, backends, live, cancellationToken);
    }

    // The traffic has the change already; only its confirmation waits for the check.
    private async Task<ReloadResult> CheckAfterAsync(ReloadChange change, BackendChange backends, string how, CancellationToken cancellationToken)
    {
        if (await checks.RefusalAsync(change, always: false, cancellationToken) is not { } words)
        {
            return ReloadResult.Applied(how);
        }

        await TakeBackAsync(change, backends, cancellationToken);
        return ReloadResult.Refused($"HAProxy refuses the file, whose check was skipped before: {words}");
    }

    private async Task<ReloadResult> ReloadInsteadAsync(ReloadChange change, BackendChange backends, LiveResult live, CancellationToken cancellationToken)
    {
        log.RuntimeFailed(live.Why);
        ReloadResult result = await ReloadAsync(change, backends, "runtime_failed", cancellationToken);
        if (result.Outcome is ReloadOutcome.Refused && live.Commands > 0)
        {
            await TakeBackAsync(change, backends, cancellationToken);
        }

        return result;
    }

    // The engine puts the last good file back and assumes that HAProxy has it. So what was changed already is taken back.
    private Task TakeBackAsync(ReloadChange change, BackendChange backends, CancellationToken cancellationToken) => runtime.ApplyAsync(
        new BackendChange(backends.Before, backends.Before),
        [.. DataFiles.Of(change).Where(file => file.Change.IsChanged).Select(file => file.Before).OfType<DataFile>()],
        areDue: true,
        seen: null,
        cancellationToken);

    private async Task<ReloadResult> ReloadAsync(ReloadChange change, BackendChange backends, string reason, CancellationToken cancellationToken)
    {
        await reload.WaitAsync(change, cancellationToken);
        ReloadResult result = await runtime.OverReloadAsync(backends, token => reload.RunAsync(change, mayStart: true, token), cancellationToken);
        HaproxyMetrics.Reloaded(reason, result.Outcome);
        return result;
    }

    private async Task<TimeSpan> PatrolAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            await caretaker.RoundAsync(cancellationToken);
            return caretaker.NextRound;
        }
        finally
        {
            one.Release();
        }
    }
}
