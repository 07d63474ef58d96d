using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Telling;

namespace Basenode.Engine;

/// <summary>Repeats a pass until no answer is missing and nothing is late. For commands that run once.</summary>
internal sealed class SingleRun(ClusterFeed cluster, ChangeSignal signal, TimeProvider time)
{
    // For answers that arrive a little later than the first ones: one pass for all of them.
    private static readonly TimeSpan AnswersWait = TimeSpan.FromSeconds(1);

    // How often it looks whether there is something to tell of the wait.
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs passes until one is complete, or the time is over.</summary>
    /// <param name="run">Runs one pass.</param>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waiting">Tells a person what is waited for.</param>
    /// <returns>The result of the last pass; its missing answers tell whether the time was over.</returns>
    public async Task<T> UntilCompleteAsync<T>(
        Func<ClusterState, Task<(T Result, RunNeeds Needs)>> run, TimeSpan limit, WaitTeller waiting, CancellationToken cancellationToken)
    {
        DateTimeOffset end = time.GetUtcNow() + limit;
        while (true)
        {
            signal.Take();
            ClusterState seen = cluster.Current;
            (T result, RunNeeds needs) = await run(seen);
            cluster.Watch(needs.Queries, isWhole: true);
            if ((needs.Missing.IsEmpty && needs.IsSettled) || !await WaitAsync(needs, seen, end, waiting, cancellationToken))
            {
                return result;
            }
        }
    }

    // True when there is something new to run with. Without a new answer, a run would only repeat the last one.
    private async Task<bool> WaitAsync(RunNeeds needs, ClusterState seen, DateTimeOffset end, WaitTeller waiting, CancellationToken cancellationToken)
    {
        DateTimeOffset? gatheredAt = null;
        while (time.GetUtcNow() < end)
        {
            ClusterState state = cluster.Current;
            if (needs.IsSettled && state.CannotAnswer(needs.Missing))
            {
                return false;
            }

            // What the run already had and still lacks, it lacks because of late code: then the end of that code is the news.
            // A failure is news for who can do without the answer.
            bool isNews = needs.Missing.Any(query =>
                (state.Answers.ContainsKey(query) && !seen.Answers.ContainsKey(query)) || (state.Problems.ContainsKey(query) && !seen.Problems.ContainsKey(query)));
            if (isNews && (!state.AwaitsAny(needs.Missing) || gatheredAt <= time.GetUtcNow()))
            {
                return true;
            }

            gatheredAt ??= isNews ? time.GetUtcNow() + AnswersWait : null;
            waiting.Tell(state, needs.Missing);
            DateTimeOffset until = Earliest(end, gatheredAt, time.GetUtcNow() + TellEvery);
            await signal.WaitAsync(until - time.GetUtcNow(), time, cancellationToken);
            // A plugin's code that was late, or an edit.
            if (signal.Take().Count > 0 && (!needs.IsSettled || needs.Missing.IsEmpty))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset Earliest(DateTimeOffset end, DateTimeOffset? gathered, DateTimeOffset tell)
    {
        DateTimeOffset earliest = gathered < end ? gathered.Value : end;
        return tell < earliest ? tell : earliest;
    }
}

/// <summary>What a pass read, and what it still needs.</summary>
/// <param name="Queries">Everything that it read.</param>
/// <param name="Missing">What of it has no answer yet.</param>
/// <param name="IsSettled">Whether no plugin's code was late.</param>
internal sealed record RunNeeds(ImmutableHashSet<Query> Queries, ImmutableHashSet<Query> Missing, bool IsSettled);
