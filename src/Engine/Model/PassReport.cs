using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>What one pass did.</summary>
internal sealed record PassReport
{
    /// <summary>The cluster state that it saw.</summary>
    public required ClusterState State { get; init; }

    /// <summary>How every target stands, in the order of declaration.</summary>
    public ImmutableArray<TargetReport> Targets { get; init; } = [];

    /// <summary>What is wrong beside the targets: plugins and variables.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Grows with each edit of a script, plugin or template that was taken up: what fails afterwards is news, however much it looks like before.</summary>
    public long Edits { get; init; }

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
        Problems.IsEmpty && Targets.All(target => target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied);

    /// <summary>The report of this pass and those before it as one: a target that an earlier pass applied and this one left unchanged was applied.</summary>
    /// <param name="earlier">The report of all passes before; null for none.</param>
    public PassReport After(PassReport? earlier) => this with
    {
        Targets =
        [
            .. from target in Targets
               let before = earlier?.Targets.FirstOrDefault(report => report.Target == target.Target)
               select target.Outcome is TargetOutcome.Unchanged && before?.Outcome is TargetOutcome.Applied
                   ? target with { Outcome = TargetOutcome.Applied, Message = before.Message }
                   : target,
        ],
    };
}

/// <summary>What the delivery lanes have done.</summary>
/// <param name="Finished">The reports of the deliveries that ended since the last news.</param>
/// <param name="Targets">How every target stands now, in the order of declaration.</param>
internal sealed record DeliveryNews(IReadOnlyList<TargetReport> Finished, ImmutableArray<TargetReport> Targets)
{
    /// <summary>When the first target is tried again without a change; null for never.</summary>
    public DateTimeOffset? NextAt => Targets.Min(target => target.RetryAt);
}
