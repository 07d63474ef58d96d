using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>An immutable picture of what the cluster says, with a revision. Readers never lock.</summary>
internal sealed record ClusterState
{
    /// <summary>The state before anything was asked.</summary>
    public static ClusterState Empty { get; } = new();

    /// <summary>Grows by one with each change of an answer, a problem or the quarantine.</summary>
    public long Revision { get; init; }

    /// <summary>What is known, by query.</summary>
    public ImmutableDictionary<Query, Answer> Answers { get; init; } = ImmutableDictionary<Query, Answer>.Empty;

    /// <summary>What is wrong, by query.</summary>
    public ImmutableDictionary<Query, QueryProblem> Problems { get; init; } = ImmutableDictionary<Query, QueryProblem>.Empty;

    /// <summary>Instances that are left out, by the query in whose answer they stood.</summary>
    public ImmutableDictionary<Query, ImmutableArray<QuarantinedInstance>> Quarantine { get; init; } =
        ImmutableDictionary<Query, ImmutableArray<QuarantinedInstance>>.Empty;

    /// <summary>What is missing in Consul and still in the answers, by query.</summary>
    public ImmutableDictionary<Query, HeldReport> Held { get; init; } = ImmutableDictionary<Query, HeldReport>.Empty;

    /// <summary>Whether any of these queries will be answered soon. One with a problem may have no answer for hours, and the others need not wait for it.</summary>
    public bool AwaitsAny(IEnumerable<Query> queries) => queries.Any(query => !Answers.ContainsKey(query) && !Problems.ContainsKey(query));

    /// <summary>Whether one of these queries can never be answered, so that waiting for it is of no use.</summary>
    public bool CannotAnswer(IEnumerable<Query> queries) =>
        queries.Any(query => Problems.TryGetValue(query, out QueryProblem? problem) && problem.IsFinal && !Answers.ContainsKey(query));

    /// <summary>The queries whose answers changed after a revision.</summary>
    public IEnumerable<Query> ChangedSince(long revision) =>
        from answer in Answers where answer.Value.Revision > revision select answer.Key;
}
