namespace Basenode.Engine.Cluster.Files;

/// <summary>One query and its answer in a snapshot: the parameters that the kind of query has, and the one value that it answers with.</summary>
internal sealed class RecordedAnswer
{
    /// <summary>The kind: see <see cref="RecordedQuery"/>.</summary>
    public required string Query { get; set; }

    /// <summary>The service, node, key, prefix or prepared query that was asked for.</summary>
    public string? Name { get; set; }

    public string? Tag { get; set; }

    public string? Near { get; set; }

    public string? Filter { get; set; }

    /// <summary>False where instances in any state were asked for; absent for the passing ones.</summary>
    public bool? Passing { get; set; }

    /// <summary>The state of the checks that were asked for.</summary>
    public string? State { get; set; }

    public int? DefaultPort { get; set; }

    public string? Datacenter { get; set; }

    public List<RecordedService>? Services { get; set; }

    public List<RecordedInstance>? Instances { get; set; }

    public List<RecordedNode>? Nodes { get; set; }

    public List<RecordedMember>? Members { get; set; }

    public List<RecordedCheck>? Checks { get; set; }

    /// <summary>A key's value; absent where there was no such key.</summary>
    public string? Value { get; set; }

    /// <summary>Keys with their values, by their whole path.</summary>
    public SortedDictionary<string, string>? Values { get; set; }

    /// <summary>Datacenters, or certificates.</summary>
    public List<string>? Texts { get; set; }
}
