using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Telling;

/// <summary>Makes the status of the running engine.</summary>
internal static class StatusDocument
{
    /// <summary>The status at a time.</summary>
    public static EngineStatus Of(TellerView view, EngineFacts facts, DateTimeOffset now)
    {
        ImmutableArray<Problem> problems =
        [
            .. view.Newest is { } newest ? newest.Problems : facts.Plugins.SelectMany(Problem.Of),
            .. view.Failure is { } failure ? [failure] : (Problem[])[],
            .. facts.Problems,
        ];
        ImmutableArray<QuarantinedInstance> quarantine = [.. facts.State.Quarantine.Values.SelectMany(instances => instances).Distinct()];
        return new EngineStatus
        {
            ProcessId = Environment.ProcessId,
            Started = facts.Started,
            Source = facts.Source,
            Revision = view.Newest?.State.Revision ?? 0,
            Passes = view.Passes,
            LastPass = view.NewestAt,
            Targets = [.. view.Targets.Select(target => Provenance.With(target, facts.Origins))],
            Plugins = facts.Plugins,
            Errors = [.. problems.Select(problem => problem.ToString())],
            Stale = [.. facts.State.Problems.OrderBy(problem => problem.Key.ToString(), StringComparer.Ordinal).Select(problem => $"{problem.Key}: {problem.Value.Message} (since {problem.Value.Since:u})")],
            Quarantine = quarantine,
            Watched = facts.Watched,
            Health = HealthRules.Judge(
                new HealthFacts
                {
                    HasRun = view.Newest is not null,
                    Targets = [.. view.JudgedTargets],
                    Problems = [.. problems.Select(view.Dated)],
                    Stale = facts.State.Problems,
                    Quarantine = quarantine,
                    Held = facts.State.Held,
                },
                now),
        };
    }
}

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

    /// <summary>Knows where scripts and templates are from; null where nobody does.</summary>
    public OriginBook? Origins { get; init; }

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
