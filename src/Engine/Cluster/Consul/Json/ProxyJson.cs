namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>What a mesh proxy stands for.</summary>
internal sealed class ProxyJson
{
    public string? DestinationServiceName { get; init; }
}
