namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>An entry of <c>/v1/health/service</c>, <c>/v1/health/connect</c> and a prepared query's result.</summary>
internal sealed class ServiceEntryJson
{
    public required NodeJson Node { get; init; }

    public required ServiceJson Service { get; init; }

    public List<CheckJson>? Checks { get; init; }
}
