using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Delivery;

/// <summary>All targets on their way through one pass. What is staged and not put in place is removed when it is disposed.</summary>
/// <param name="groups">In the order of their first target's declaration.</param>
/// <param name="targets">In the order of their declaration.</param>
/// <param name="contributions">Where checks and reload actions are found.</param>
internal sealed class Batch(ImmutableArray<TargetGroup> groups, ImmutableArray<TargetDelivery> targets, Contributions contributions) : IAsyncDisposable
{
    public ImmutableArray<TargetGroup> Groups => groups;

    public Contributions Contributions => contributions;

    /// <summary>What is to be put in place.</summary>
    public IEnumerable<TargetDelivery> Changing => targets.Where(target => target.Wanted is not null);

    /// <summary>How every target stands, in the order of declaration; complete when the last step is done.</summary>
    public ImmutableArray<TargetReport> Reports => [.. targets.Select(target => target.Report())];

    public ValueTask DisposeAsync()
    {
        foreach (TargetDelivery target in targets)
        {
            target.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
