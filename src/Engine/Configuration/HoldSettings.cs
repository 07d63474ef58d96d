using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>For how long what vanishes from Consul is kept, until it is sure that it is gone.</summary>
public sealed record HoldSettings
{
    /// <summary>What is missing is compared with the most that was there within this time. Default: 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the last instances of a service, or more than half of them, are kept. Default: 30 s.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long everything missing is kept after Consul's index went backwards, as it does when an agent has lost its data. Default: 90 s.</summary>
    public TimeSpan AfterRegression { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long the instances are kept that a loss of a large part of the cluster took away. Default: 24 h.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A larger share of all instances that vanishes within the window is a loss of a large part of the cluster. Default: 0.3.</summary>
    public double Share { get; init; } = 0.3;

    /// <summary>With fewer instances in all, no share of them is a large part of the cluster. Default: 20.</summary>
    public int MinPopulation { get; init; } = 20;

    /// <summary>What is different for single services, by name.</summary>
    public ImmutableDictionary<string, ServiceHoldSettings> Services { get; init; } = ImmutableDictionary<string, ServiceHoldSettings>.Empty;
}

/// <summary>What is different for one service in what is kept.</summary>
public sealed record ServiceHoldSettings
{
    /// <summary>Whether the service may become empty at once. Default: false.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Goes before <see cref="HoldSettings.Time"/>; null for that.</summary>
    public TimeSpan? Time { get; init; }
}
