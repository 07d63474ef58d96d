using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Telling;

/// <summary>What the running engine's status is made of, beside what the passes came to.</summary>
internal sealed record EngineFacts
{
    /// <summary>When the engine started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Where the cluster state comes from, without secrets.</summary>
    public required string Source { get; init; }

    /// <summary>The cluster state now.</summary>
    public required ClusterState State { get; init; }

    /// <summary>How many queries are watched.</summary>
    public int Watched { get; init; }

    /// <summary>Every plugin.</summary>
    public ImmutableArray<PluginSummary> Plugins { get; init; } = [];

    /// <summary>Calls into plugins that were given up and still run.</summary>
    public IReadOnlyList<PluginCode> Hung { get; init; } = [];

    /// <summary>Work in the background that failed and has not recovered.</summary>
    public ImmutableArray<FailingWork> FailingWork { get; init; } = [];

    /// <summary>Plugins that are skipped, since they are suspected to have ended the process: <see cref="ProblemKind.PluginSkipped"/>.</summary>
    public ImmutableArray<Problem> Skipped { get; init; } = [];

    /// <summary>The problems of the engine as a whole, which no pass reports.</summary>
    public IEnumerable<Problem> Problems =>
    [
        .. Skipped,
        .. Hung.Select(code => new Problem(ProblemKind.CallHung, code.ToString(), "does not return and cannot be stopped")),
        .. FailingWork.Select(work => new Problem(ProblemKind.WorkFailing, work.Name, work.Message) { Since = work.Since }),
    ];
}
