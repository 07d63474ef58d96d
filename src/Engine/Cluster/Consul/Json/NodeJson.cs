using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>A node as the catalog and health parts of the API say it.</summary>
internal sealed class NodeJson
{
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    [JsonPropertyName("Node")]
    public required string Name { get; init; }

    public string? Address { get; init; }

    public string? Datacenter { get; init; }

    public Dictionary<string, string>? TaggedAddresses { get; init; }

    public Dictionary<string, string>? Meta { get; init; }
}
