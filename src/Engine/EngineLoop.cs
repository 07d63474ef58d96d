using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine;

/// <summary>Waits for a change, debounces, runs a pass, says what to watch, reports; for as long as the process lives.</summary>
/// <remarks>A pass also runs when a retry or a period is due, and every ten seconds, to see whether a destination was changed from outside.</remarks>
internal sealed class EngineLoop(ClusterFeed cluster, ChangeSignal signal, Pass pass, Debounce debounce, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswersWait = TimeSpan.FromSeconds(1);

    /// <summary>Runs passes until it is cancelled or told to stop.</summary>
    /// <param name="report">Takes each pass with its reasons; returns false to end the loop.</param>
    public async Task RunAsync(Func<PassReport, IReadOnlyList<string>, bool> report, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> reasons = ["start"];
        while (true)
        {
            signal.Take();
            PassReport done = await pass.RunAsync(cluster.Current, cancellationToken);
            debounce.Passed(time.GetUtcNow());
            cluster.Watch(done.Queries);
            if (!report(done, reasons))
            {
                return;
            }

            reasons = IsAwaited(done.Missing)
                ? await WaitForAnswersAsync(done.Missing, done.NextAt, cancellationToken)
                : await WaitForChangeAsync(done.NextAt, cancellationToken);
        }
    }

    /// <summary>Repeats passes until no answer is missing, or the time is over. For commands that run once.</summary>
    /// <param name="run">Runs one pass and tells what it read and what of it is missing.</param>
    /// <returns>The last pass; its missing answers tell whether the time was over.</returns>
    public async Task<T> UntilAnsweredAsync<T>(
        Func<ClusterState, Task<(T Result, ImmutableHashSet<Query> Queries, ImmutableHashSet<Query> Missing)>> run,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        DateTimeOffset end = time.GetUtcNow() + limit;
        while (true)
        {
            (T result, ImmutableHashSet<Query> queries, ImmutableHashSet<Query> missing) = await run(cluster.Current);
            cluster.Watch(queries);
            if (missing.IsEmpty || time.GetUtcNow() >= end)
            {
                return result;
            }

            await WaitForAnswersAsync(missing, end, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> WaitForChangeAsync(DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        DateTimeOffset lookAgainAt = Earlier(time.GetUtcNow() + LookAgain, nextAt);
        if (!await signal.WaitAsync(lookAgainAt - time.GetUtcNow(), time, cancellationToken))
        {
            return [];
        }

        var reasons = new List<string>();
        do
        {
            reasons.AddRange(signal.Take().Except(reasons));
            debounce.Changed(time.GetUtcNow());
        }
        while (debounce.DueAt is { } due && due > time.GetUtcNow()
            && await signal.WaitAsync(due - time.GetUtcNow(), time, cancellationToken));
        return reasons;
    }

    // At the start, and when a new service appears, a pass asks for many answers at once: one pass when all are there, not one for each.
    private async Task<IReadOnlyList<string>> WaitForAnswersAsync(
        ImmutableHashSet<Query> missing,
        DateTimeOffset? nextAt,
        CancellationToken cancellationToken)
    {
        DateTimeOffset end = Earlier(time.GetUtcNow() + AnswersWait, nextAt);
        var reasons = new List<string>();
        while (IsAwaited(missing) && time.GetUtcNow() < end)
        {
            if (await signal.WaitAsync(end - time.GetUtcNow(), time, cancellationToken))
            {
                reasons.AddRange(signal.Take().Except(reasons));
            }
        }

        return reasons;
    }

    // A query with a problem may have no answer for hours: its answer will raise the signal, the others need not wait for it.
    private bool IsAwaited(ImmutableHashSet<Query> missing)
    {
        ClusterState state = cluster.Current;
        return missing.Any(query => !state.Answers.ContainsKey(query) && !state.Problems.ContainsKey(query));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other is { } at && at < one ? at : one;
}
