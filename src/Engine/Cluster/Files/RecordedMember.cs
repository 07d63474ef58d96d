namespace Basenode.Engine.Cluster.Files;

/// <summary>A gossip member in a snapshot.</summary>
internal sealed class RecordedMember
{
    public required string Name { get; set; }

    public required string Address { get; set; }

    public required int Port { get; set; }

    public required string Status { get; set; }

    public SortedDictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);
}
