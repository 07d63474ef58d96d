namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>A key of <c>/v1/kv</c>; a null value is an empty one.</summary>
internal sealed class KeyJson
{
    public required string Key { get; init; }

    public byte[]? Value { get; init; }
}
