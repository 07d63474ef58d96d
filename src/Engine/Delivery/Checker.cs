using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Memories;
using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Has the candidates checked, all together.</summary>
internal sealed class Checker(Backoff backoff, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, TimeLimit> limits = new(StringComparer.Ordinal);

    /// <summary>Checks every new text. What is refused is given up, with all that shares its reload.</summary>
    public async Task CheckAsync(Batch batch, CancellationToken cancellationToken)
    {
        TargetDelivery[] targets = [.. batch.Changing.Where(NeedsCheck)];
        CheckVerdict[] verdicts = await Task.WhenAll(targets.Select(target =>
            JudgeAsync(target.Target, Request(target), batch.Contributions, cancellationToken)));
        foreach ((TargetDelivery target, CheckVerdict verdict) in targets.Zip(verdicts))
        {
            Note(target, verdict, batch.Contributions.Revision);
        }

        foreach (TargetGroup group in batch.Groups)
        {
            group.HoldTogether();
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
        try
        {
            ICheck check = CheckFinder.Find(target.Check!, contributions);
            CheckResult result = await LimitOf(target).RunAsync(token => check.Check(request, token), cancellationToken);
            return result.Accepted ? CheckVerdict.Accepted : new CheckVerdict(result.Message, IsLasting: true);
        }
        catch (TimeoutException exception)
        {
            return new CheckVerdict(exception.Message, IsLasting: true);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckVerdict($"check \"{target.Check}\" could not be made: {exception.Message}", IsLasting: false);
        }
    }

    private static bool NeedsCheck(TargetDelivery target) =>
        target is { Target.Check: not null, Candidate: not null, Wanted.IsNew: true } && target.TextHash != target.InPlace.Hash;

    private static CheckRequest Request(TargetDelivery target) => new()
    {
        Target = target.Target.Name,
        Template = target.Target.Template,
        Destination = target.Path,
        Candidate = target.Candidate!.Path,
        Content = target.Rendered.Text!,
    };

    private void Note(TargetDelivery target, CheckVerdict verdict, long revision)
    {
        if (verdict.Refusal is not { } refusal)
        {
            target.Track.CheckRefusal = null;
            return;
        }

        Setback? last = target.Track.CheckRefusal;
        Setback setback = verdict.IsLasting
            ? backoff.Refused(last, target.TextHash, refusal)
            : backoff.Unreachable(last?.Inputs == target.TextHash ? last : null, target.TextHash, refusal);
        (target.Track.CheckRefusal, target.Track.SetbackRevision) = (setback, revision);
        target.GiveUp(TargetOutcome.CheckRefused, refusal, setback.RetryAt);
    }

    // Checks run together, so the table is shared.
    private TimeLimit LimitOf(TargetDefinition target)
    {
        lock (limits)
        {
            if (!limits.TryGetValue(target.Name, out TimeLimit? limit))
            {
                limits.Add(target.Name, limit = new TimeLimit($"check \"{target.Check}\" of target {target.Name}", Limit, time));
            }

            return limit;
        }
    }
}
