using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The part of <c>/v1/agent/self</c> that is read.</summary>
internal sealed class AgentSelfJson
{
    public required AgentConfigJson Config { get; init; }

    public AgentDebugConfigJson? DebugConfig { get; init; }
}

/// <summary>The agent as it says itself.</summary>
internal sealed class AgentConfigJson
{
    public required string NodeName { get; init; }

    public string? NodeID { get; init; }
}

/// <summary>What an agent was configured with.</summary>
internal sealed class AgentDebugConfigJson
{
    // How many connections it takes from one address; 0 for any number.
    [JsonPropertyName("HTTPMaxConnsPerClient")]
    public int? ConnectionsPerClient { get; init; }
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

    [JsonConverter(typeof(Base64TextConverter))]
    public string? Value { get; init; }
}

/// <summary>Text that is sent as base64: read at once, so that of a large answer the bytes are not kept beside the text.</summary>
internal sealed class Base64TextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : Encoding.UTF8.GetString(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Consul's answers are only read");
}
