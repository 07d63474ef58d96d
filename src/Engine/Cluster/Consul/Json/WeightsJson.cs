namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The weights of an instance.</summary>
internal sealed class WeightsJson
{
    public long Passing { get; init; }

    public long Warning { get; init; }
}
