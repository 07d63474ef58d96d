using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

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
