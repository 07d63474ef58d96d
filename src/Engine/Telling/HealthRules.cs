using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine.Telling;

/// <summary>The health as a pure function of facts and time.</summary>
internal static class HealthRules
{
    /// <summary>A delivery that takes longer is told.</summary>
    public static readonly TimeSpan SlowDelivery = TimeSpan.FromSeconds(5);

    /// <summary>An answer that is stale for longer is told; an agent that is restarted is away for less.</summary>
    public static readonly TimeSpan LongStale = TimeSpan.FromSeconds(5);

    /// <summary>Judges the facts.</summary>
    public static Health Judge(HealthFacts facts, DateTimeOffset now)
    {
        IEnumerable<HealthCondition> conditions =
        [
            .. OfWhole(facts),
            .. facts.Targets.Select(target => OfTarget(target, now)).OfType<HealthCondition>(),
            .. facts.Problems.Select(problem => new HealthCondition(LevelOf(problem), problem.Kind, problem.Subject, problem.ToString(), problem.Since)),
            .. OfStale(facts, now),
            .. OfQuarantine(facts),
            .. OfHeld(facts, now),
        ];
        ImmutableArray<HealthCondition> sorted = [.. conditions.OrderByDescending(condition => condition.Level)];
        return new Health(sorted.IsEmpty ? HealthLevel.Healthy : sorted[0].Level, sorted);
    }

    private static IEnumerable<HealthCondition> OfWhole(HealthFacts facts)
    {
        if (!facts.HasRun)
        {
            yield return new(HealthLevel.Unhealthy, ProblemKind.NoPass, "engine", "no pass has run yet", null);
        }
        else if (facts.Targets.IsEmpty)
        {
            yield return new(HealthLevel.Unhealthy, ProblemKind.NoTarget, "engine", "no plugin declares a target", null);
        }
    }

    private static HealthCondition? OfTarget(TargetReport target, DateTimeOffset now)
    {
        string message = target.Message.Length > 0 ? target.Message : target.Outcome.InWords();
        return target.Outcome switch
        {
            TargetOutcome.Unchanged or TargetOutcome.Applied => null,

            // A target that was once in use is in use, or will be in a moment, as long as the delivery is quick.
            TargetOutcome.Delivering when target.IsInUse || target.Applied.Length > 0 =>
                now - target.Since > SlowDelivery ? Condition(HealthLevel.Degraded, ProblemKind.DeliverySlow) : null,
            TargetOutcome.Pending => Condition(HealthLevel.Unhealthy, ProblemKind.TargetNotInUse),
            _ when target.IsInUse => Condition(HealthLevel.Degraded, ProblemKind.TargetFrozen),
            _ => Condition(HealthLevel.Unhealthy, ProblemKind.TargetNotInUse),
        };

        HealthCondition Condition(HealthLevel level, ProblemKind kind) => new(level, kind, target.Target, message, target.Since);
    }

    // A plugin that never worked may be the only one that declares a target, or that sets a variable that a target needs.
    private static HealthLevel LevelOf(Problem problem) => problem.Kind switch
    {
        ProblemKind.PluginFailed or ProblemKind.PluginSkipped or ProblemKind.VariablesFailed when !problem.ServesLastGood => HealthLevel.Unhealthy,
        _ => HealthLevel.Degraded,
    };

    // When Consul is away, all queries are stale for the same reason: one condition stands for all.
    private static IEnumerable<HealthCondition> OfStale(HealthFacts facts, DateTimeOffset now) =>
        from stale in facts.Stale
        where now - stale.Value.Since > LongStale
        group stale by stale.Value.Message into reason
        let names = reason.Select(stale => stale.Key.ToString()).Order(StringComparer.Ordinal).ToList()
        orderby names[0]
        select new HealthCondition(
            HealthLevel.Degraded,
            ProblemKind.Stale,
            names[0],
            $"no fresh answer for {names[0]}{(names.Count > 1 ? $" and {names.Count - 1} more" : "")}: {reason.Key}",
            reason.Min(stale => stale.Value.Since));

    private static IEnumerable<HealthCondition> OfHeld(HealthFacts facts, DateTimeOffset now) =>
        from held in facts.Held
        orderby held.Key.ToString()
        let report = held.Value
        select new HealthCondition(
            HealthLevel.Degraded,
            ProblemKind.Held,
            held.Key.ToString(),
            report.Describe(now),
            report.Since);

    private static IEnumerable<HealthCondition> OfQuarantine(HealthFacts facts) =>
        from instance in facts.Quarantine
        group instance by instance.Service into service
        orderby service.Key
        let first = service.First()
        select new HealthCondition(
            HealthLevel.Degraded,
            ProblemKind.Quarantined,
            $"service {service.Key}",
            $"quarantined: instance {first.Id} on node {first.Node}{(service.Count() > 1 ? $" and {service.Count() - 1} more" : "")}: {first.Reason}",
            null);
}

/// <summary>Everything that decides about the engine's health.</summary>
internal sealed record HealthFacts
{
    /// <summary>Whether a pass has ended.</summary>
    public bool HasRun { get; init; }

    /// <summary>How every target stands, and since when.</summary>
    public ImmutableArray<TargetReport> Targets { get; init; } = [];

    /// <summary>What is wrong beside the targets.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Queries without a fresh answer.</summary>
    public ImmutableDictionary<Query, QueryProblem> Stale { get; init; } = ImmutableDictionary<Query, QueryProblem>.Empty;

    /// <summary>What is missing in Consul and still served.</summary>
    public ImmutableDictionary<Query, HeldReport> Held { get; init; } = ImmutableDictionary<Query, HeldReport>.Empty;

    /// <summary>Instances in quarantine.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantine { get; init; } = [];
}
