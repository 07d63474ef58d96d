using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine;

/// <summary>Notices that every pass asks the cluster something else: a query that depends on the time, a random value or a counter. It has no input or output.</summary>
internal sealed class QueryChurn
{
    /// <summary>So many passes in a row make a mistake of it.</summary>
    public const int Passes = 5;

    private ImmutableHashSet<Query> last = [];
    private ImmutableHashSet<Query> fresh = [];
    private int streak;

    /// <summary>Takes what a pass asked.</summary>
    /// <returns>What the pass before asked for the only time, and what this one asks in its place, when it has become a mistake just now; else null.</returns>
    public (Query Before, Query Now)? Take(ImmutableHashSet<Query> queries)
    {
        ImmutableHashSet<Query> asked = queries.Except(last);
        Query? dropped = fresh.FirstOrDefault(query => !queries.Contains(query));
        Query? taken = asked.FirstOrDefault();
        (last, fresh) = (queries, asked);
        streak = dropped is not null && taken is not null ? streak + 1 : 0;
        return streak == Passes ? (dropped!, taken!) : null;
    }
}
