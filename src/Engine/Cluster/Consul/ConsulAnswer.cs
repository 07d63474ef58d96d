using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What a query returned, in the contract's own types.</summary>
/// <param name="Value">The value as the query promises it; meaningless where nothing changed.</param>
/// <param name="Index">The index header as it came; null when there is none.</param>
internal sealed record ConsulAnswer(object? Value, string? Index)
{
    /// <summary>The instances that did not pass the border.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantined { get; init; } = [];

    /// <summary>Whether the index is the known one, so that the body was not read.</summary>
    public bool Unchanged { get; init; }

    /// <summary>Whether the agent cannot be asked for a service of this name, so that there is nothing to block on.</summary>
    public bool Unaskable { get; init; }
}
