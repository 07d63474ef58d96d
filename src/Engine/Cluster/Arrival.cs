using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster;

/// <summary>What came of asking a query: an answer, or a problem.</summary>
/// <param name="Value">The answer, of the type that the query names.</param>
/// <param name="Quarantined">The instances that the border left out of it.</param>
internal sealed record Arrival(Query Query, object? Value, ImmutableArray<QuarantinedInstance> Quarantined = default)
{
    /// <summary>Why there is no fresh answer, without secrets; null when there is one. The last answer then stays.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the problem cannot pass by itself, so that nobody need wait for an answer.</summary>
    public bool IsFinal { get; init; }
}
