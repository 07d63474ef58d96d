using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>How the running engine stands: what <c>basenode status</c> is told over the status socket.</summary>
internal sealed record EngineStatus
{
    /// <summary>The engine's process id.</summary>
    public int ProcessId { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Where the cluster state comes from, without secrets.</summary>
    public string Source { get; init; } = "";

    /// <summary>The revision of the cluster state that the last pass saw.</summary>
    public long Revision { get; init; }

    /// <summary>How many passes ran.</summary>
    public long Passes { get; init; }

    /// <summary>When the last pass ended; null before the first.</summary>
    public DateTimeOffset? LastPass { get; init; }

    /// <summary>Every target.</summary>
    public ImmutableArray<TargetReport> Targets { get; init; } = [];

    /// <summary>Every plugin.</summary>
    public ImmutableArray<PluginSummary> Plugins { get; init; } = [];

    /// <summary>How well it does what it is for, and why not better.</summary>
    public Health Health { get; init; } = Health.Unknown;

    /// <summary>Problems of plugins and variables in words, each whole.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>What is watched and stale: the query and why it has no fresh answer.</summary>
    public ImmutableArray<string> Stale { get; init; } = [];

    /// <summary>Instances in quarantine, and why.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantine { get; init; } = [];

    /// <summary>How many queries are watched.</summary>
    public int Watched { get; init; }

    /// <summary>Whether the level of <see cref="Health"/> is not unhealthy: the verdict of a health check. A degraded engine serves, and must not be restarted.</summary>
    public bool IsHealthy => Health.Level is not HealthLevel.Unhealthy;
}
