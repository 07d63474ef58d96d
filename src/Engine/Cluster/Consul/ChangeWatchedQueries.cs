using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>
/// Queries that are too many for a connection each: read again, a few at a time, when a change watch tells of a change.
/// What one round brings enters the cluster state in one step.
/// </summary>
/// <param name="atOnce">How many reads are made side by side.</param>
internal sealed class ChangeWatchedQueries(ConsulReads reads, ResultIntake intake, ConsulTimings timings, TaskSupervisor supervisor, int atOnce)
{
    // What wakes one change watch mostly wakes the others: they are let in before the round begins.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider time = supervisor.Time;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly ConsulRetry retry = new(timings, Random.Shared);
    private readonly HashSet<ChangeWatch> heard = [];
    private Dictionary<Query, Entry> entries = [];

    /// <summary>Says the whole set from now on. What is new is read as soon as its change watches were answered, or a change in between would be missed.</summary>
    /// <returns>What is gone.</returns>
    public IReadOnlyList<Query> Set(IReadOnlySet<Query> queries)
    {
        lock (gate)
        {
            List<Query> gone = [.. entries.Keys.Where(query => !queries.Contains(query))];
            entries = queries.ToDictionary(query => query, query => entries.GetValueOrDefault(query) ?? new Entry(query));
            Ring();
            return gone;
        }
    }

    /// <summary>The index of a query's answer that is there; null where it may be an old one.</summary>
    public string? IndexOf(Query query)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(query)?.KnownIndex;
        }
    }

    /// <summary>Takes what a change watch said.</summary>
    public void Hear(ChangeWatch change, ConsulResult result)
    {
        lock (gate)
        {
            // A change watch that fails tells nothing, so everything is read: following becomes polling, at the pace of its tries.
            bool first = heard.Add(change);
            if (!first && result.Step == IndexStep.Same)
            {
                return;
            }

            bool trusted = result.Step is IndexStep.Advanced or IndexStep.Same;
            foreach (Entry entry in entries.Values)
            {
                if (Array.IndexOf(entry.Changes, change) >= 0)
                {
                    entry.Due = true;
                    entry.KnownIndex = trusted ? entry.KnownIndex : null;
                }
            }

            Ring();
        }
    }

    /// <summary>A change watch has ended: it has to be answered anew.</summary>
    public void Unhear(ChangeWatch change)
    {
        lock (gate)
        {
            heard.Remove(change);
        }
    }

    /// <summary>Reads what is due, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Started again after a throw, something may be due that no bell tells of.
        lock (gate)
        {
            Ring();
        }

        while (true)
        {
            await bell.WaitAsync(cancellationToken);
            await Task.Delay(Settle, time, cancellationToken);
            List<Entry> due = Take();
            if (due.Count == 0)
            {
                continue;
            }

            long start = time.GetTimestamp();
            await ReadAsync(due, cancellationToken);

            // Under steady change half of the time at most is spent on reading.
            TimeSpan took = time.GetElapsedTime(start);
            await Task.Delay(took < LongestRest ? took : LongestRest, time, cancellationToken);
        }
    }

    private List<Entry> Take()
    {
        lock (gate)
        {
            List<Entry> due = [.. entries.Values.Where(entry => entry.Due && entry.Changes.All(heard.Contains))];
            due.ForEach(entry => entry.Due = false);
            return due;
        }
    }

    private async Task ReadAsync(List<Entry> due, CancellationToken cancellationToken)
    {
        try
        {
            ConsulResult[] results = await AskAsync(due, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            Deliver(due, results, cancellationToken);
        }
        catch
        {
            // Nothing of the round arrived for sure: it is due again.
            lock (gate)
            {
                due.ForEach(entry => entry.Due = true);
            }

            throw;
        }
    }

    private async Task<ConsulResult[]> AskAsync(List<Entry> due, CancellationToken cancellationToken)
    {
        var results = new ConsulResult[due.Count];
        ConsulException? lost = null;
        var limit = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, due.Count, limit, async (i, token) =>
        {
            // One lost connection answers for all that follow: a thousand tries would tell no more.
            Entry entry = due[i];
            results[i] = lost is null
                ? await reads.AskAsync(entry.Query, new ReadOptions(null, Patient: false, entry.KnownIndex), token)
                : ConsulResult.Failed(entry.Query, lost);
            lost ??= results[i].Failure is { IsAboutConnection: true } failure ? failure : null;
        });
        return results;
    }

    // In the lock, so that nothing is brought of a query that was dropped meanwhile.
    private void Deliver(List<Entry> due, ConsulResult[] results, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ConsulException? failure = null;
            var wanted = new List<ConsulResult>(results.Length);
            for (int i = 0; i < results.Length; i++)
            {
                if (!ReferenceEquals(entries.GetValueOrDefault(due[i].Query), due[i]))
                {
                    continue;
                }

                wanted.Add(results[i]);
                due[i].Failed = results[i].Failure is not null;
                failure = results[i].Failure ?? failure;
            }

            // What is not in the store must not count as known.
            due.ForEach(entry => entry.KnownIndex = null);
            intake.Deliver(wanted);
            for (int i = 0; i < results.Length; i++)
            {
                due[i].KnownIndex = results[i].Index;
            }

            if (failure is null)
            {
                retry.Reset();
            }
            else
            {
                _ = supervisor.RunAfter(retry.Next(failure.Fault), "reading again what failed", ReadFailedAgainAsync, cancellationToken);
            }
        }
    }

    private Task ReadFailedAgainAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (Entry entry in entries.Values)
            {
                entry.Due |= entry.Failed;
            }

            Ring();
        }

        return Task.CompletedTask;
    }

    private void Ring()
    {
        if (bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }

    private sealed class Entry(Query query)
    {
        public Query Query => query;

        public ChangeWatch[] Changes { get; } = ChangeWatch.For(query);

        /// <summary>The index of the answer in the store; an answer with the same one need not be read.</summary>
        public string? KnownIndex { get; set; }

        public bool Due { get; set; } = true;

        public bool Failed { get; set; }
    }
}
