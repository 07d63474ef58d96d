namespace Basenode.Plugins;

/// <summary>Which instances of a service are read, and in which order.</summary>
public sealed record ServiceOptions
{
    /// <summary>Only instances that have this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Sorts by round-trip time from this node; <c>_agent</c> is the agent's own. Default: sorted by node and ID.</summary>
    public string? Near { get; init; }

    /// <summary>A filter expression in Consul's own language.</summary>
    public string? Filter { get; init; }

    /// <summary>Only instances whose checks all pass. Default: true.</summary>
    public bool Passing { get; init; } = true;

    /// <summary>Default: the agent's.</summary>
    public string? Datacenter { get; init; }

    /// <summary>
    /// Datacenters that are asked in this order when the first one has no instance, or fails and never answered. Only what is needed is asked. With such a list the service may become empty
    /// in a datacenter at once, since others are there. Default: none.
    /// </summary>
    public IReadOnlyList<string> Failover { get; init; } = [];

    /// <summary>The port of instances that registered none. Default: such instances are skipped.</summary>
    public int? DefaultPort { get; init; }
}
