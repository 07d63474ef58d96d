using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>An entry of <c>/v1/health/service</c>, <c>/v1/health/connect</c> and a prepared query's result.</summary>
internal sealed class ServiceEntryJson
{
    public required NodeJson Node { get; init; }

    public required ServiceJson Service { get; init; }

    public List<CheckJson>? Checks { get; init; }
}

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

/// <summary>What a mesh proxy stands for.</summary>
internal sealed class ProxyJson
{
    public string? DestinationServiceName { get; init; }
}

/// <summary>A further address of an instance.</summary>
internal sealed class TaggedAddressJson
{
    public string? Address { get; init; }

    public long Port { get; init; }
}

/// <summary>The weights of an instance.</summary>
internal sealed class WeightsJson
{
    public long Passing { get; init; }

    public long Warning { get; init; }
}

/// <summary>What a prepared query returned.</summary>
internal sealed class PreparedQueryJson
{
    public required List<ServiceEntryJson> Nodes { get; init; }
}
