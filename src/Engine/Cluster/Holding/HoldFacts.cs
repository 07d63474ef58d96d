using System.Collections.Immutable;
using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>What is known beside the read when a hold is decided.</summary>
internal sealed record HoldFacts(DateTimeOffset Now, HoldSettings Settings)
{
    /// <summary>When Consul's index last went backwards; null when it never did.</summary>
    public DateTimeOffset? RegressedAt { get; init; }

    /// <summary>When Consul was last reached again after it could not be; null when it never was lost.</summary>
    public DateTimeOffset? ReachedAgainAt { get; init; }

    /// <summary>The service whose instances it is about; null for anything else.</summary>
    public string? Service { get; init; }

    /// <summary>Whether the reader of the instances has other datacenters to go to, so that the service may become empty at once.</summary>
    public bool HasFailover { get; init; }

    /// <summary>Whether it is about the list of services: each that is missing is a service without any instance.</summary>
    public bool IsListOfServices { get; init; }

    /// <summary>Whether a large part of the whole cluster went away within the window.</summary>
    public bool IsClusterLoss { get; init; }

    /// <summary>Whether it is about instances or services, which can be a large part of the cluster.</summary>
    public bool IsPopulation => Service is not null || IsListOfServices;

    /// <summary>Whether all registered instances are served while fewer than half of them pass.</summary>
    public bool Panics => Service is not null && Settings.Panics(Service);
}

/// <summary>One read of a query, as far as the hold looks at it.</summary>
/// <param name="Present">What it has, by key.</param>
/// <param name="Registered">The keys of all that is registered, whatever its health; null where the read does not tell.</param>
/// <param name="Index">The index that came with it; null when there is none.</param>
internal sealed record HoldRead(IReadOnlyDictionary<string, object> Present, IReadOnlySet<string>? Registered, ulong? Index)
{
    /// <summary>The instances that are registered, do not pass and are not in maintenance, by key. Looked at only where the service <see cref="HoldFacts.Panics"/>.</summary>
    public IReadOnlyDictionary<string, object> Unhealthy { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Whether fewer than half of the instances pass.</summary>
    public bool IsMostlyUnhealthy => Unhealthy.Count > Present.Count;
}
