using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Telling;

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

    /// <summary>Instances in quarantine.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantine { get; init; } = [];
}
