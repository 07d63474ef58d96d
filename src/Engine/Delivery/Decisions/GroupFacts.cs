using System.Collections.Immutable;

namespace Basenode.Engine.Delivery.Decisions;

/// <summary>What is known of the targets of one delivery lane.</summary>
/// <param name="Targets">The targets, in the order of declaration.</param>
/// <param name="HasReload">Whether they share a reload.</param>
internal sealed record GroupFacts(ImmutableArray<TargetFacts> Targets, bool HasReload)
{
    /// <summary>Whether the reload refused this set of texts, and they are not tried again yet.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether the reload could not be reached, and is not tried again yet.</summary>
    public bool IsPostponed { get; init; }

    /// <summary>Whether the reload action was made just now, so that it knows nothing of what is in place.</summary>
    public bool IsActionNew { get; init; }

    /// <summary>Whether a reload is due.</summary>
    public bool IsDue => HasReload && Targets.Any(target => target.IsUnconfirmed);
}
