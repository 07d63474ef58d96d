namespace Basenode.Engine.Cluster.Consul;

/// <summary>What an answer's index says against the one before.</summary>
internal enum IndexStep
{
    /// <summary>There was none before.</summary>
    First,

    /// <summary>It is the same: the wait is over, nothing changed.</summary>
    Same,

    /// <summary>It grew: something may have changed.</summary>
    Advanced,

    /// <summary>It shrank: the agent restarted, or lost its data.</summary>
    Backwards,

    /// <summary>It is absent or no number: this is no answer of Consul's.</summary>
    Invalid,
}
