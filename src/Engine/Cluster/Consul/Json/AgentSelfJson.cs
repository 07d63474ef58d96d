using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The part of <c>/v1/agent/self</c> that is read.</summary>
internal sealed class AgentSelfJson
{
    public required AgentConfigJson Config { get; init; }
}

/// <summary>The agent as it says itself.</summary>
internal sealed class AgentConfigJson
{
    public required string NodeName { get; init; }

    public string? NodeID { get; init; }
}

/// <summary>A leaf of the mesh. The key is a secret.</summary>
internal sealed class CaLeafJson
{
    [JsonPropertyName("CertPEM")]
    public required string Certificate { get; init; }

    [JsonPropertyName("PrivateKeyPEM")]
    public required string PrivateKey { get; init; }
}

/// <summary>The mesh's roots.</summary>
internal sealed class CaRootsJson
{
    public List<CaRootJson>? Roots { get; init; }
}

/// <summary>One root of the mesh.</summary>
internal sealed class CaRootJson
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required string RootCert { get; init; }
}

/// <summary>A key of <c>/v1/kv</c>; a null value is an empty one.</summary>
internal sealed class KeyJson
{
    public required string Key { get; init; }

    public byte[]? Value { get; init; }
}
