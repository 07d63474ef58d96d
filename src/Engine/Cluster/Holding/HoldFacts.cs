using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>What is known beside the read when a hold is decided.</summary>
internal sealed record HoldFacts(DateTimeOffset Now, HoldSettings Settings)
{
    /// <summary>When Consul's index last went backwards; null when it never did.</summary>
    public DateTimeOffset? RegressedAt { get; init; }

    /// <summary>When Consul was last reached again after it could not be; null when it never was lost.</summary>
    public DateTimeOffset? ReachedAgainAt { get; init; }

    /// <summary>The service whose instances it is about; null for anything else. Only instances are held for being the last ones, more than half, or a large part of the cluster.</summary>
    public string? Service { get; init; }

    /// <summary>Whether a large part of the whole cluster went away within the window.</summary>
    public bool IsClusterLoss { get; init; }

    /// <summary>Whether the service may become empty at once.</summary>
    public bool AllowsEmpty => Service is not null && Settings.Services.GetValueOrDefault(Service)?.AllowEmpty == true;

    /// <summary>How long the last instances, or more than half of them, are held.</summary>
    public TimeSpan Time => (Service is null ? null : Settings.Services.GetValueOrDefault(Service)?.Time) ?? Settings.Time;
}

/// <summary>One read of a query, as far as the hold looks at it.</summary>
/// <param name="Present">What it has, by key.</param>
/// <param name="Registered">The keys of all that is registered, whatever its health; null where the read does not tell.</param>
/// <param name="Index">The index that came with it; null when there is none.</param>
internal sealed record HoldRead(IReadOnlyDictionary<string, object> Present, IReadOnlySet<string>? Registered, ulong? Index);
