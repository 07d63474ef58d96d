using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>What one reader (a contributor's <c>get</c>, a template) asked of a cluster state, and which of it had no answer yet.</summary>
/// <param name="Queries">Everything asked, each once.</param>
/// <param name="Missing">What had no answer; while this is not empty the reader's result must be thrown away.</param>
/// <param name="Revision">The newest revision among the answers it got; with equal queries and an equal revision of each, the result is still good.</param>
internal sealed record Reads(ImmutableHashSet<Query> Queries, ImmutableHashSet<Query> Missing, long Revision)
{
    /// <summary>Nothing was asked.</summary>
    public static Reads None { get; } = new([], [], 0);

    /// <summary>What never had an answer, has a problem, and was optional.</summary>
    public ImmutableHashSet<Query> Absent { get; init; } = [];

    /// <summary>What has to be answered afresh.</summary>
    public ImmutableHashSet<Query> Required { get; init; } = [];

    /// <summary>Whether each answer that was read is still the same in another state, so that the reader need not run again.</summary>
    public bool HoldIn(ClusterState state) =>
        Missing.IsEmpty
        && Queries.All(query => state.Answers.TryGetValue(query, out Answer? answer) ? answer.Revision <= Revision : Absent.Contains(query) && state.Problems.ContainsKey(query))
        && !Required.Any(state.Problems.ContainsKey);
}
