using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>What a run would do.</summary>
/// <param name="Targets">Every target that was asked for, in the order of declaration.</param>
/// <param name="Problems">What is wrong beside the targets: plugins and variables.</param>
/// <param name="Queries">What would be watched.</param>
/// <param name="Missing">What of it has no answer yet: the preview is not whole.</param>
/// <param name="Quarantine">Instances in quarantine, and why.</param>
/// <param name="IsSettled">Whether no plugin's code was late: the preview is whole when it has ended.</param>
internal sealed record PreviewReport(
    ImmutableArray<TargetPreview> Targets,
    ImmutableArray<Problem> Problems,
    ImmutableHashSet<Query> Queries,
    ImmutableHashSet<Query> Missing,
    ImmutableArray<QuarantinedInstance> Quarantine,
    bool IsSettled);
