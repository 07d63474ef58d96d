namespace Basenode.Engine.Cluster.Files;

/// <summary>A node in a snapshot.</summary>
internal sealed class RecordedNode
{
    public required string Name { get; set; }

    public string Id { get; set; } = "";

    public required string Address { get; set; }

    public string Datacenter { get; set; } = "";

    public SortedDictionary<string, string> Meta { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> TaggedAddresses { get; set; } = new(StringComparer.Ordinal);

    public List<RecordedInstance> Services { get; set; } = [];
}
