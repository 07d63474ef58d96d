using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>What the delivery lanes have done.</summary>
/// <param name="Finished">The reports of the deliveries that ended since the last news.</param>
/// <param name="Targets">How every target stands now, in the order of declaration.</param>
internal sealed record DeliveryNews(IReadOnlyList<TargetReport> Finished, ImmutableArray<TargetReport> Targets)
{
    /// <summary>When the first target is tried again without a change; null for never.</summary>
    public DateTimeOffset? NextAt => Targets.Min(target => target.RetryAt);
}
