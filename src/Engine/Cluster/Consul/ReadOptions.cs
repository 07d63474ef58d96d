namespace Basenode.Engine.Cluster.Consul;

/// <summary>How a query is read this time.</summary>
/// <param name="Index">The index to block on; null returns at once.</param>
/// <param name="Patient">Whether this is a watch that holds a connection of its own; else the read shares the few quick ones.</param>
/// <param name="KnownIndex">The index of the answer that is there already: with the same one the body need not be read.</param>
internal readonly record struct ReadOptions(ulong? Index, bool Patient, string? KnownIndex)
{
    /// <summary>A quick read without an index.</summary>
    public static ReadOptions Once => new(null, Patient: false, KnownIndex: null);
}
