using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>One root of the mesh.</summary>
internal sealed class CaRootJson
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required string RootCert { get; init; }
}
