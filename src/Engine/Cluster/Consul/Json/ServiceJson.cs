using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>An instance as registered. Numbers are wide: one registration out of range must not make the whole answer unreadable.</summary>
internal sealed class ServiceJson
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    [JsonPropertyName("Service")]
    public required string Name { get; init; }

    public List<string>? Tags { get; init; }

    public string? Address { get; init; }

    public Dictionary<string, string>? Meta { get; init; }

    public long Port { get; init; }

    public WeightsJson? Weights { get; init; }

    public Dictionary<string, TaggedAddressJson>? TaggedAddresses { get; init; }

    public ProxyJson? Proxy { get; init; }
}
