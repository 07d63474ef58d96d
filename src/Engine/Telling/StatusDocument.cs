using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

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
            Targets = [.. view.Targets],
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
                },
                now),
        };
    }
}
