namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The agent as it says itself.</summary>
internal sealed class AgentConfigJson
{
    public required string NodeName { get; init; }
}
