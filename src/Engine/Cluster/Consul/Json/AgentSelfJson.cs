namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>The part of <c>/v1/agent/self</c> that is read.</summary>
internal sealed class AgentSelfJson
{
    public required AgentConfigJson Config { get; init; }
}
