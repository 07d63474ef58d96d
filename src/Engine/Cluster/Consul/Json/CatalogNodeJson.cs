using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The answer of <c>/v1/catalog/node</c>.</summary>
internal sealed class CatalogNodeJson
{
    public required NodeJson Node { get; init; }

    public Dictionary<string, ServiceJson>? Services { get; init; }
}

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

/// <summary>A health check.</summary>
internal sealed class CheckJson
{
    public string? Node { get; init; }

    [JsonPropertyName("CheckID")]
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Status { get; init; }

    public string? Notes { get; init; }

    [JsonPropertyName("ServiceID")]
    public string? ServiceId { get; init; }

    public string? ServiceName { get; init; }
}

/// <summary>Of a check of <c>/v1/health/state</c> what tells whether it has changed.</summary>
internal sealed class CheckStampJson
{
    public string? Node { get; init; }

    [JsonPropertyName("CheckID")]
    public string? Id { get; init; }

    public string? ServiceName { get; init; }

    public ulong ModifyIndex { get; init; }
}

/// <summary>A member of <c>/v1/agent/members</c>.</summary>
internal sealed class MemberJson
{
    public required string Name { get; init; }

    [JsonPropertyName("Addr")]
    public required string Address { get; init; }

    public int Port { get; init; }

    public int Status { get; init; }

    public Dictionary<string, string>? Tags { get; init; }
}
