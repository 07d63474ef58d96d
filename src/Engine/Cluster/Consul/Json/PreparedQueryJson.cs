namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>What a prepared query returned.</summary>
internal sealed class PreparedQueryJson
{
    public required List<ServiceEntryJson> Nodes { get; init; }
}
