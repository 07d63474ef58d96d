using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Has the candidates of a lane checked, side by side.</summary>
internal sealed class Checker(RetryClock retries, Watchdog watchdog)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Checks every new text. A refused one is given up, with all new texts that share its reload.</summary>
    public async Task CheckAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        TargetDelivery[] targets = [.. group.Changing.Where(NeedsCheck)];
        long started = Durations.Now();
        CheckVerdict[] verdicts = await Task.WhenAll(targets.Select(target =>
            JudgeAsync(target.Target, Request(target), group.Contributions, cancellationToken)));
        if (targets.Length > 0)
        {
            EngineMetrics.DeliveryStepDuration.Since("check", started);
        }

        foreach ((TargetDelivery target, CheckVerdict verdict) in targets.Zip(verdicts))
        {
            Note(group, target, verdict);
        }
    }

    /// <summary>Checks one candidate. Whatever the check does, there is a verdict.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<CheckVerdict> JudgeAsync(
        TargetDefinition target,
        CheckRequest request,
        Contributions contributions,
        CancellationToken cancellationToken)
    {
        var code = new PluginCode(contributions.PluginOfCheck(target.Check!), PluginPart.Check, target.Name) { Version = contributions.CodeOfCheck(target.Check!) };
        string what = $"check \"{target.Check}\" of target {target.Name}";
        if (watchdog.IsHung(code))
        {
            return CheckVerdict.Hung($"{what} hangs: an earlier call has not returned yet");
        }

        CallResult<CheckResult> call = await watchdog.RunAsync(
            code, token => CheckFinder.Find(target.Check!, contributions).Check(request, token), Limit, cancellationToken);
        if (call is { IsHung: true } or { Exception: not null } && code.Plugin.Length > 0)
        {
            EngineMetrics.PluginFailures.Add(code.Plugin, "check");
        }

        return call switch
        {
            { IsHung: true } => CheckVerdict.Hung($"{what} hangs: it did not return within {Limit.TotalSeconds:0} s"),
            { Exception: { } exception } => CheckVerdict.NotMade($"check \"{target.Check}\" could not be run: {exception.Message}") with
            {
                MissingProgram = (exception as FileNotFoundException)?.FileName,
            },
            { Value: { Accepted: true } } => CheckVerdict.Accepted,
            // A script may leave the message null.
            { Value: { } refused } => CheckVerdict.Refused(refused.Message is { Length: > 0 } message ? message : $"check \"{target.Check}\" refused the new content without a message") with
            {
                MissingProgram = MissingProgram(target, contributions),
            },
            _ => CheckVerdict.NotMade($"check \"{target.Check}\" returned null instead of a result"),
        };
    }

    private static string? MissingProgram(TargetDefinition target, Contributions contributions) =>
        ActionNames.Check(target.Check!, contributions).Action is CommandAction { Words: [var program, ..] } && !ChildCommand.Exists(program) ? program : null;

    private static bool NeedsCheck(TargetDelivery target) =>
        target is { Target.Check: not null, Candidate: not null, Write: WriteKind.Text } && target.TextHash != target.InPlace.Hash;

    private static CheckRequest Request(TargetDelivery target) => new()
    {
        Target = target.Target.Name,
        Template = target.Target.Template,
        Destination = target.Path,
        Candidate = target.Candidate!.Path,
        Content = target.Rendered.Text!,
    };

    private void Note(TargetGroup group, TargetDelivery target, CheckVerdict verdict)
    {
        if (verdict.Refusal is not { } refusal)
        {
            target.Track.CheckRefusal = null;
            return;
        }

        RetryState retry = retries.After(target.Track.CheckRefusal, target.TextHash, refusal, verdict.Backoff);
        (target.Track.CheckRefusal, target.Track.RetryRevision) = (retry, group.Contributions.Revision);
        group.GiveUp(target, TargetOutcome.CheckRefused, refusal, retry.RetryAt);
    }
}

/// <summary>What a check said.</summary>
/// <param name="Refusal">Why the candidate must not be put in place; null when it may.</param>
/// <param name="Backoff">When a refused candidate is checked again without a change.</param>
internal sealed record CheckVerdict(string? Refusal, Backoff Backoff)
{
    /// <summary>The program that the check needs, where it is not installed.</summary>
    public string? MissingProgram { get; init; }

    /// <summary>The candidate may be put in place.</summary>
    public static CheckVerdict Accepted { get; } = new(null, Backoff.Unreachable);

    /// <summary>The check judged the candidate and would say the same again.</summary>
    public static CheckVerdict Refused(string message) => new(message, Backoff.Refused);

    /// <summary>The check could not be made, which may pass.</summary>
    public static CheckVerdict NotMade(string message) => new(message, Backoff.Unreachable);

    /// <summary>The check did not return.</summary>
    public static CheckVerdict Hung(string message) => new(message, Backoff.Hung);
}
