namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>A further address of an instance.</summary>
internal sealed class TaggedAddressJson
{
    public string? Address { get; init; }

    public long Port { get; init; }
}
