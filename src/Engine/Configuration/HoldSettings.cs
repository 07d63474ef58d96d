using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>For how long what vanishes from Consul is kept, until it is sure that it is gone.</summary>
public sealed record HoldSettings
{
    /// <summary>The longest that any of the times may be, but for <see cref="Longest"/>.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

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

    /// <summary>
    /// Whether a service of whose registered instances fewer than half pass is served with all of them, so that HAProxy's own checks decide. Those in maintenance are left out. Default: false.
    /// </summary>
    public bool Panic { get; init; }

    /// <summary>What is different for single services, by name.</summary>
    public ImmutableDictionary<string, ServiceHoldSettings> Services { get; init; } = ImmutableDictionary<string, ServiceHoldSettings>.Empty;

    /// <summary>Whether a service may become empty at once.</summary>
    public bool AllowsEmpty(string service) => Services.GetValueOrDefault(service)?.AllowEmpty == true;

    /// <summary>How long the last instances of a service, or more than half of them, are held.</summary>
    public TimeSpan TimeOf(string service) => Services.GetValueOrDefault(service)?.Time ?? Time;

    /// <summary>Whether a service of whose registered instances fewer than half pass is served with all of them.</summary>
    public bool Panics(string service) => Services.GetValueOrDefault(service)?.Panic ?? Panic;
}

/// <summary>What is different for one service in what is kept.</summary>
public sealed record ServiceHoldSettings
{
    /// <summary>Whether the service may become empty at once; null for not said, which is false.</summary>
    public bool? AllowEmpty { get; init; }

    /// <summary>Goes before <see cref="HoldSettings.Time"/>; null for that.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Goes before <see cref="HoldSettings.Panic"/>; null for that.</summary>
    public bool? Panic { get; init; }

    /// <summary>These, and where they say nothing, others.</summary>
    public ServiceHoldSettings Over(ServiceHoldSettings? others) => new()
    {
        AllowEmpty = AllowEmpty ?? others?.AllowEmpty,
        Time = Time ?? others?.Time,
        Panic = Panic ?? others?.Panic,
    };
}
