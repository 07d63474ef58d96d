using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

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
