namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The mesh's roots.</summary>
internal sealed class CaRootsJson
{
    public List<CaRootJson>? Roots { get; init; }
}
