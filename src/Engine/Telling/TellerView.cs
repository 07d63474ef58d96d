using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine.Telling;

/// <summary>What the passes so far came to, as one picture.</summary>
internal sealed record TellerView
{
    /// <summary>The newest pass; null before the first.</summary>
    public PassReport? Newest { get; private init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? NewestAt { get; private init; }

    /// <summary>How many passes ran.</summary>
    public long Passes { get; private init; }

    /// <summary>Why a pass after the newest one ended with an exception; null when none did.</summary>
    public Problem? Failure { get; private init; }

    /// <summary>Since when each thing that is wrong has been wrong.</summary>
    private ImmutableDictionary<string, DateTimeOffset> Since { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>How each target stood when no delivery of it was under way.</summary>
    private ImmutableDictionary<string, TargetReport> Settled { get; init; } = ImmutableDictionary<string, TargetReport>.Empty;

    /// <summary>When the first target is tried again without a change; null for never.</summary>
    public DateTimeOffset? NextAt => Newest?.Targets.Min(target => target.RetryAt);

    /// <summary>Every target with the time since when it has stood so.</summary>
    public IEnumerable<TargetReport> Targets => (Newest?.Targets ?? []).Select(Dated);

    /// <summary>Every target as its health is judged: one that failed has failed until a delivery has ended well, not until one is tried.</summary>
    public IEnumerable<TargetReport> JudgedTargets =>
        (Newest?.Targets ?? []).Select(target => Dated(
            target.Outcome is TargetOutcome.Delivering
            && Settled.TryGetValue(target.Target, out TargetReport? settled)
            && settled.Outcome is not (TargetOutcome.Unchanged or TargetOutcome.Applied)
                ? settled
                : target));

    /// <summary>The name of a target among the things that are wrong.</summary>
    public static string Key(TargetReport target) => $"target {target.Target}";

    /// <summary>A problem with the time since when it has been so.</summary>
    public Problem Dated(Problem problem) =>
        problem.Since is null && Since.TryGetValue(ProblemGroup.KeyOf(problem), out DateTimeOffset since) ? problem with { Since = since } : problem;

    /// <summary>The picture after one more pass.</summary>
    /// <param name="since">Since when each thing that is wrong has been wrong.</param>
    public TellerView After(PassReport report, DateTimeOffset now, IEnumerable<KeyValuePair<string, DateTimeOffset>> since) => new()
    {
        Newest = report,
        NewestAt = now,
        Passes = Passes + 1,
        Since = ImmutableDictionary.CreateRange(since),
        Settled = report.Targets
            .Select(target => target.Outcome is TargetOutcome.Delivering ? Settled.GetValueOrDefault(target.Target) : target)
            .OfType<TargetReport>()
            .ToImmutableDictionary(target => target.Target),
    };

    /// <summary>The picture after deliveries have ended.</summary>
    public TellerView After(PassReport report, IEnumerable<KeyValuePair<string, DateTimeOffset>> since) =>
        After(report, NewestAt ?? default, since) with { Passes = Passes, NewestAt = NewestAt, Failure = Failure };

    /// <summary>The picture after a pass that ended with an exception.</summary>
    public TellerView After(Problem failure, IEnumerable<KeyValuePair<string, DateTimeOffset>> since) =>
        this with { Failure = failure, Since = ImmutableDictionary.CreateRange(since) };

    private TargetReport Dated(TargetReport target) =>
        target.Since is null && Since.TryGetValue(Key(target), out DateTimeOffset since) ? target with { Since = since } : target;
}
