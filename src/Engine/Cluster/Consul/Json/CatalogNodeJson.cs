namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The answer of <c>/v1/catalog/node</c>.</summary>
internal sealed class CatalogNodeJson
{
    public required NodeJson Node { get; init; }

    public Dictionary<string, ServiceJson>? Services { get; init; }
}
