using System.Collections.Immutable;
using Basenode.Engine.Delivery;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Engine.Variables;

namespace Basenode.Engine;

/// <summary>
/// One run of the pipeline over one cluster state: the way of the data, a line a stage. The only place that knows the order.
/// </summary>
/// <remarks>
/// Every plugin and template sees the same state. What differs from the disk is handed to the delivery lanes, which stage, check, commit, reload and confirm it
/// beside the passes. A failure of one target is a value in its report; the others go on.
/// </remarks>
internal sealed class Pass(Func<ContributionsLease> plugins, VariableStage variables, Renderer renderer, DeliveryStage delivery, TimeProvider time)
{
    /// <summary>Brings every target up to date with a state of the cluster.</summary>
    public async Task<PassReport> RunAsync(ClusterState state, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        using ContributionsLease lease = plugins();
        Contributions contributions = lease.Contributions;
        long stage = Durations.Now();
        VariableSet values = await variables.GatherAsync(contributions, state, cancellationToken);
        stage = EngineMetrics.PassDuration.Since("variables", stage);
        IReadOnlyList<RenderedTarget> rendered = await renderer.RenderAsync(contributions, values, state, cancellationToken);
        stage = EngineMetrics.PassDuration.Since("render", stage);

        IReadOnlyList<TargetGroup> differing = delivery.Compare(rendered, contributions);
        EngineMetrics.PassDuration.Since("compare", stage);
        delivery.Deliver(differing, contributions.Hold);
        return new PassReport
        {
            State = state,
            Targets = delivery.Reports,
            Problems = [.. Problems(contributions, values), .. delivery.Problems],
            Edits = contributions.Revision + renderer.Edits,
            Queries = Queries(values, rendered),
            Missing = Missing(values, rendered),
            NextAt = values.RunAgainAt,
            IsSettled = IsSettled(values, rendered),
            Elapsed = time.GetElapsedTime(started),
        };
    }

    /// <summary>Says what <see cref="RunAsync"/> would do, from the same stages. Changes nothing that anything else reads.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    public async Task<PreviewReport> PreviewAsync(ClusterState state, IReadOnlyCollection<string> targets, CancellationToken cancellationToken)
    {
        using ContributionsLease lease = plugins();
        Contributions contributions = Only(targets, lease.Contributions);
        VariableSet values = await variables.GatherAsync(contributions, state, cancellationToken);
        IReadOnlyList<RenderedTarget> rendered = await renderer.RenderAsync(contributions, values, state, cancellationToken);
        ImmutableArray<TargetPreview> previews = await delivery.PreviewAsync(rendered, contributions, cancellationToken);
        return new PreviewReport(
            previews,
            Problems(contributions, values),
            Queries(values, rendered),
            Missing(values, rendered),
            [.. state.Quarantine.Values.SelectMany(instances => instances).Distinct()],
            IsSettled(values, rendered))
        {
            Variables = variables.Describe(),
            NextAt = values.RunAgainAt,
        };
    }

    /// <summary>Evaluates one expression over the variables and functions. No target is rendered, and no check and no reload is asked.</summary>
    /// <param name="target">The target whose own variables it sees, too; null for none.</param>
    /// <returns>What came of it, and what it needs still.</returns>
    public async Task<(RenderedTarget Value, RunNeeds Needs, ImmutableArray<Problem> Problems)> EvaluateAsync(
        ClusterState state, TemplateExpression expression, string? target, CancellationToken cancellationToken)
    {
        using ContributionsLease lease = plugins();
        VariableSet values = await variables.GatherAsync(lease.Contributions, state, cancellationToken);
        RenderedTarget value = await renderer.EvaluateAsync(expression, target, lease.Contributions, values, state, cancellationToken);

        // It waits for variables only where it lacks one.
        bool waits = value.Waiting is not null;
        return (
            value,
            new RunNeeds(values.Queries.Union(value.Queries), waits ? values.Missing.Union(value.Missing) : [], !waits || values.Late.IsEmpty),
            Problems(lease.Contributions, values));
    }

    /// <summary>Finds what the targets read, from variables and rendering alone: no check and no reload is asked.</summary>
    /// <returns>What they need, and the problems that may have kept more from being read.</returns>
    public async Task<(RunNeeds Needs, ImmutableArray<string> Problems)> ReadAsync(ClusterState state, CancellationToken cancellationToken)
    {
        using ContributionsLease lease = plugins();
        VariableSet values = await variables.GatherAsync(lease.Contributions, state, cancellationToken);
        IReadOnlyList<RenderedTarget> rendered = await renderer.RenderAsync(lease.Contributions, values, state, cancellationToken);
        return (
            new RunNeeds(Queries(values, rendered), Missing(values, rendered), IsSettled(values, rendered)),
            [
                .. Problems(lease.Contributions, values).Select(problem => problem.ToString()),
                .. rendered.Where(target => target.Error is not null).Select(target => $"target {target.Target.Name}: {target.Error}"),
            ]);
    }

    /// <summary>What the lanes have done since the last call, and how every target stands now.</summary>
    public DeliveryNews TakeDelivered() => new(delivery.TakeFinished(), delivery.Reports);

    /// <summary>Waits until every lane has done its work. For commands that run once.</summary>
    public Task DeliveredAsync(CancellationToken cancellationToken) => delivery.IdleAsync(cancellationToken);

    private static Contributions Only(IReadOnlyCollection<string> targets, Contributions contributions) =>
        targets.Count == 0
            ? contributions
            : contributions with { Targets = [.. contributions.Targets.Where(target => targets.Contains(target.Name))] };

    private static ImmutableArray<Problem> Problems(Contributions contributions, VariableSet values) =>
        [.. contributions.Plugins.SelectMany(Problem.Of), .. values.Problems];

    private static bool IsSettled(VariableSet values, IEnumerable<RenderedTarget> rendered) =>
        values.Late.IsEmpty && !rendered.Any(target => target.IsLate);

    private static ImmutableHashSet<Query> Queries(VariableSet values, IEnumerable<RenderedTarget> rendered) =>
        values.Queries.Union(rendered.SelectMany(target => target.Queries));

    private static ImmutableHashSet<Query> Missing(VariableSet values, IEnumerable<RenderedTarget> rendered) =>
        values.Missing.Union(rendered.SelectMany(target => target.Missing));
}
