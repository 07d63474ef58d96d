namespace Basenode.Engine.Cluster.Files;

/// <summary>An instance in a snapshot. What the border computes (server name, status) is not recorded: a snapshot may be edited, and goes through it again.</summary>
internal sealed class RecordedInstance
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Node { get; set; }

    public required string Address { get; set; }

    public required long Port { get; set; }

    public long Weight { get; set; } = 1;

    public List<string> Tags { get; set; } = [];

    public SortedDictionary<string, string> Meta { get; set; } = new(StringComparer.Ordinal);

    public List<RecordedCheck> Checks { get; set; } = [];

    public string NodeAddress { get; set; } = "";

    public SortedDictionary<string, string> NodeMeta { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> TaggedAddresses { get; set; } = new(StringComparer.Ordinal);

    public string Datacenter { get; set; } = "";
}
