using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>What one pass did.</summary>
internal sealed record PassReport
{
    /// <summary>The cluster state that it saw.</summary>
    public required ClusterState State { get; init; }

    /// <summary>How every target stands, in the order of declaration.</summary>
    public ImmutableArray<TargetReport> Targets { get; init; } = [];

    /// <summary>What went wrong beside the targets: plugins and variables. Each whole.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>Every query that was read: what is watched from now on.</summary>
    public ImmutableHashSet<Query> Queries { get; init; } = [];

    /// <summary>What of it has no answer yet: the pass is to be repeated when it has.</summary>
    public ImmutableHashSet<Query> Missing { get; init; } = [];

    /// <summary>Whether no plugin's code was late: what is late ends in a further pass.</summary>
    public bool IsSettled { get; init; } = true;

    /// <summary>When a variable is due to be computed again without a change; null for never.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether every target is in place and in use, and nothing went wrong.</summary>
    public bool IsClean =>
        Errors.IsEmpty && Targets.All(target => target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied);
}
