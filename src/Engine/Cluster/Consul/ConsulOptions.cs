using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What a source that follows Consul is made of.</summary>
internal sealed record ConsulOptions
{
    /// <summary>How Consul is reached and what is held.</summary>
    public required EngineSettings Engine { get; init; }

    /// <summary>What was served before this process.</summary>
    public required LastKnownState LastKnown { get; init; }

    /// <summary>For how long what vanishes is held.</summary>
    public required HoldTerms Terms { get; init; }

    /// <summary>The file that notes how many connections a process leaves behind; null for a command that ends within seconds.</summary>
    public string? HeldConnections { get; init; }

    /// <summary>How long things take. Default: those of real use.</summary>
    public ConsulTimings Timings { get; init; } = new();
}
