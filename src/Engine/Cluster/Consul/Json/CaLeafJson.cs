using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>A leaf of the mesh. The key is a secret.</summary>
internal sealed class CaLeafJson
{
    [JsonPropertyName("CertPEM")]
    public required string Certificate { get; init; }

    [JsonPropertyName("PrivateKeyPEM")]
    public required string PrivateKey { get; init; }
}
