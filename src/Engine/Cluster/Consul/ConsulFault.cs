namespace Basenode.Engine.Cluster.Consul;

/// <summary>What kind of failure a request to Consul met; it decides when it is tried again and how it is told.</summary>
internal enum ConsulFault
{
    /// <summary>Nobody listens at the address: an agent that restarts.</summary>
    Refused,

    /// <summary>The connection could not be made or broke off.</summary>
    ConnectionLost,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>An answer with an error status.</summary>
    Status,

    /// <summary>An answer that is not what the API promises.</summary>
    BadAnswer,

    /// <summary>The settings cannot be used: an address, a certificate, a token file.</summary>
    BadSettings,

    /// <summary>The name cannot be asked for over Consul's API.</summary>
    BadName,
}
