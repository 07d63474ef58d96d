using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine.Telling;

/// <summary>Tells a person what a command waits for: after a second, and again when it waits for something else or for another reason.</summary>
/// <param name="progress">Takes the lines.</param>
/// <param name="source">Where answers come from, without secrets.</param>
/// <param name="limit">How long the command waits from now on.</param>
internal sealed class WaitTeller(IProgress<string> progress, string source, TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(1);

    private readonly long started = time.GetTimestamp();
    private string told = "";

    /// <summary>Takes what is missing now.</summary>
    public void Tell(ClusterState state, ImmutableHashSet<Query> missing)
    {
        TimeSpan waited = time.GetElapsedTime(started);
        if (missing.IsEmpty || waited < Unremarkable || waited >= limit)
        {
            return;
        }

        string what = Describe(state, missing);
        if (what != told)
        {
            told = what;
            progress.Report($"waiting for {what} ({Math.Ceiling((limit - waited).TotalSeconds):0} s left)");
        }
    }

    private string Describe(ClusterState state, ImmutableHashSet<Query> missing)
    {
        Query first = missing.OrderBy(query => query.ToString(), StringComparer.Ordinal).First();
        string more = missing.Count == 1 ? "" : $" and {missing.Count - 1} more";
        return missing.Select(state.Problems.GetValueOrDefault).FirstOrDefault(problem => problem is not null) is { } problem
            ? $"{source}: {problem.Message}"
            : $"{first}{more} from {source}";
    }
}
