using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Calls reload actions under the watchdog. Whatever an action does, there is a result.</summary>
internal sealed class ReloadCalls(ReloadFinder finder, Watchdog watchdog, RetryClock retries)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DescriptionLimit = TimeSpan.FromSeconds(1);

    /// <summary>Whether the action of a reload was not made yet, so that it knows nothing of what is in place.</summary>
    public bool IsNew(TargetAction reload, Contributions contributions) => finder.IsNew(reload, contributions);

    /// <summary>Asks an action to make the program use what is in place.</summary>
    /// <returns>What came of it, and when it is tried again if it was not reached.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<(ReloadResult Result, Backoff Backoff)> ApplyAsync(
        TargetGroup group, TargetAction reload, ReloadChange change, CancellationToken cancellationToken)
    {
        DateTimeOffset started = retries.Now;
        long moment = Durations.Now();
        CallResult<ReloadResult> call = await CallAsync(group.Contributions, reload, (action, token) => action.Apply(change, token), cancellationToken);
        // One that took long (a command that was killed over its time, say) is not tried again at once.
        Backoff backoff = call is { IsHung: true } or { Exception: EarlierCallException } || retries.Now - started >= Backoff.Hung.First ? Backoff.Hung : Backoff.Unreachable;
        ReloadResult result = Result(call, reload);
        EngineMetrics.DeliveryStepDuration.Since("reload", moment);
        EngineMetrics.Reloads.Add(reload is NamedAction named ? named.Name : "command", result.Outcome.ToString().ToLowerInvariant());
        if ((call.IsHung || call.Exception is not null and not EarlierCallException) && group.Contributions.PluginOfReload(reload) is { Length: > 0 } plugin)
        {
            EngineMetrics.PluginFailures.Add(plugin, "reload");
        }

        return (result, result.RetryAfter is { } first ? Backoff.From(first) : backoff);
    }

    /// <summary>Lets a new action take up what was applied before it.</summary>
    /// <returns>Why it could not; null when it could.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<string?> ResumeAsync(TargetGroup group, TargetAction reload, ReloadChange change, CancellationToken cancellationToken)
    {
        CallResult<bool> call = await CallAsync(
            group.Contributions,
            reload,
            async (action, token) =>
            {
                await action.Resume(change, token);
                return true;
            },
            cancellationToken);
        return call.IsHung ? Hangs(reload) : call.Exception?.Message;
    }

    /// <summary>Asks an action what it would do.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ReloadPlan> PlanAsync(Contributions contributions, TargetAction reload, ReloadChange change, CancellationToken cancellationToken)
    {
        CallResult<ReloadPlan> call = await CallAsync(contributions, reload, (action, token) => action.Plan(change, token), cancellationToken);
        return call.Value is { Summary: not null } plan
            ? plan with { Changes = [.. plan.Changes ?? []], Reasons = [.. plan.Reasons ?? []] }
            : new ReloadPlan($"{reload}: cannot say what it would do: {(call.IsHung ? Hangs(reload) : call.Exception?.Message ?? "it returned null")}");
    }

    /// <summary>Asks an action what its program says of itself.</summary>
    /// <param name="mayMake">Whether an action that is not there yet is made for it; else it has nothing to tell.</param>
    /// <returns>What it told, or why it could not; neither when it has nothing to tell.</returns>
    public async Task<(ProgramPart? Program, string? Problem)> DescribeAsync(Contributions contributions, TargetAction reload, ReloadChange change, bool mayMake)
    {
        IReloadAction? kept = finder.Kept(reload, contributions);
        if (kept is null && !mayMake)
        {
            return (null, null);
        }

        // It runs as another part than the reload: a description that hangs or ends the process must not block the next reload of the program.
        var code = new PluginCode(contributions.PluginOfReload(reload), PluginPart.Description, $"{reload}") { Version = contributions.CodeOfReload(reload) };
        if (watchdog.IsHung(code))
        {
            return (null, "an earlier request for the description has not returned yet");
        }

        // Its parts are looked at under the watchdog, too: they may be a plugin's code.
        WatchedCall<ProgramPart?> call = watchdog.Start(
            code,
            async token => await (kept ?? finder.Find(reload, contributions)).Describe(change, token) is { } told ? ProgramText.Clean(told) : null,
            DescriptionLimit,
            CancellationToken.None);
        contributions.HoldUntil(call.Ended);
        return await call.Result switch
        {
            { IsHung: true } => (null, $"the description did not return within {DescriptionLimit.TotalSeconds:0} s"),
            { Exception: { } exception } => (null, exception.Message),
            { Value: var program } => (program, null),
        };
    }

    private Task<CallResult<T>> CallAsync<T>(
        Contributions contributions, TargetAction reload, Func<IReloadAction, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var code = new PluginCode(contributions.PluginOfReload(reload), PluginPart.Reload, $"{reload}") { Version = contributions.CodeOfReload(reload) };
        // The action is made under the watchdog too: its maker is a plugin's code.
        return watchdog.IsHung(code)
            ? Task.FromResult(CallResult<T>.Threw(new EarlierCallException($"reload \"{reload}\" hangs: an earlier call has not returned yet")))
            : watchdog.RunAsync(code, token => call(finder.Find(reload, contributions), token), Limit, cancellationToken);
    }

    private static ReloadResult Result(CallResult<ReloadResult> call, TargetAction reload) => call switch
    {
        // A script may leave the message null.
        { Value: { } result } => result with { Message = result.Message ?? "" },
        { IsHung: true } => ReloadResult.Unreachable(Hangs(reload)),
        { Exception: EarlierCallException earlier } => ReloadResult.Unreachable(earlier.Message),
        _ => ReloadResult.Unreachable($"reload \"{reload}\" {(call.Exception is { } exception ? $"could not be run: {exception.Message}" : "returned null instead of a result")}"),
    };

    private static string Hangs(TargetAction reload) => $"reload \"{reload}\" hangs: it did not return within {Limit.TotalSeconds:0} s";

    // No call was made: the one before it still runs.
    private sealed class EarlierCallException(string message) : Exception(message);
}
