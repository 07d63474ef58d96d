namespace Basenode.Engine.Cluster.Consul;

/// <summary>What a change watch tells of.</summary>
internal enum TickKind
{
    /// <summary>Any registration, port, tag or meta.</summary>
    Registrations,

    /// <summary>Any health check.</summary>
    Checks,

    /// <summary>Any node.</summary>
    Nodes,

    /// <summary>Any key.</summary>
    Keys,
}
