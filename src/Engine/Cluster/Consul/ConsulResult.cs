using System.Collections.Immutable;
using System.Globalization;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What came of asking Consul a query once: a value in the contract's own types, or a failure.</summary>
/// <param name="Value">The value as the query promises it; meaningless where nothing changed, and after a failure.</param>
/// <param name="Index">The index header as it came; null when there is none.</param>
internal sealed record ConsulResult(Query Query, object? Value, string? Index)
{
    /// <summary>Why there is no value; null when there is one.</summary>
    public ConsulException? Failure { get; private init; }

    /// <summary>The instances that did not pass validation.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantined { get; init; } = [];

    /// <summary>The keys of all instances that are registered, whatever their health; null where the answer does not tell.</summary>
    public IReadOnlySet<string>? Registered { get; init; }

    /// <summary>The instances that are registered, do not pass and are not in maintenance; empty unless the service's setting <c>panic</c> asks for them.</summary>
    public IReadOnlyList<Instance> Unhealthy { get; init; } = [];

    /// <summary>How large the answer's body was, in bytes; 0 where it was not read, or is never large.</summary>
    public long Bytes { get; init; }

    /// <summary>The index as a number; null when there is none.</summary>
    public ulong? NumericIndex => ulong.TryParse(Index, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index) ? index : null;

    /// <summary>Whether the index is the known one, so that the body was not read.</summary>
    public bool Unchanged { get; init; }

    /// <summary>Whether the agent cannot be asked for a service of this name, so that there is nothing to block on.</summary>
    public bool Unaskable { get; init; }

    /// <summary>Whether another query's request brought it, which may have waited for longer than this one.</summary>
    public bool IsJoined { get; init; }

    /// <summary>What the index says; <see cref="IndexStep.Invalid"/> for a failure and where there is no index.</summary>
    public IndexStep Step { get; init; } = IndexStep.Invalid;

    /// <summary>A failure.</summary>
    public static ConsulResult Failed(Query query, ConsulException failure) => new(query, null, null) { Failure = failure };
}
