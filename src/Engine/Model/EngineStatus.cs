using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Basenode.Engine.Model;

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

    /// <summary>What programs say of themselves, asked when the status was.</summary>
    public ImmutableArray<ProgramReport> Programs { get; init; } = [];

    /// <summary>Of how many queries the hold was just ended; null where nobody asked for that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Released { get; init; }

    /// <summary>Whether the level of <see cref="Health"/> is not unhealthy: the verdict of a health check. A degraded engine serves, and must not be restarted.</summary>
    public bool IsHealthy => Health.Level is not HealthLevel.Unhealthy;
}

/// <summary>One plugin as it stands.</summary>
/// <param name="Name">Its short name: a script's file name or an assembly's folder, without the ending.</param>
/// <param name="Path">The script or assembly.</param>
/// <param name="Contributes">What it contributes, a phrase each: <c>target haproxy</c>, <c>variables</c>, <c>function shout</c>.</param>
/// <param name="Errors">Why its newest version is not in use, or what of it was refused; each whole, with file and line. Empty when all is well.</param>
/// <param name="ServesLastGood">An older version serves in its place.</param>
internal sealed record PluginSummary(
    string Name,
    string Path,
    ImmutableArray<string> Contributes,
    ImmutableArray<string> Errors,
    bool ServesLastGood)
{
    /// <summary>No version of it ever worked in this process: what it would contribute, targets too, may be missing.</summary>
    public bool NeverWorked { get; init; }
}
