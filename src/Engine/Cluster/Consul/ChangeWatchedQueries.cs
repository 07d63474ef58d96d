using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>
/// Queries that are too many for a connection each: read again, a few at a time, when a change watch tells of a change.
/// What one round brings enters the cluster state in one step.
/// </summary>
/// <remarks>
/// Where there are many, a change watch tells that something changed among thousands. What that can be is found out first: names and tags by the list of services, which is the watch's own answer, health
/// by one list of all checks. The services that these name are read at once. Another address, port or meta shows in neither list: the others are read again in the background, so many in a second.
/// </remarks>
/// <param name="place">The datacenter, null for the default one; and how many reads are made side by side there.</param>
internal sealed class ChangeWatchedQueries(ConsulReads reads, ResultIntake intake, ConsulTimings timings, TaskSupervisor supervisor, (string? Datacenter, int AtOnce) place)
{
    // So few are read again as quickly as it is found out which of them to read.
    private const int Few = 128;

    // The background reads of this time are made together.
    private static readonly TimeSpan Portion = TimeSpan.FromMilliseconds(100);

    // What wakes one change watch mostly wakes the others: they are let in before the round begins.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider time = supervisor.Time;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly ConsulRetry retry = new(timings, Random.Shared);
    private readonly HashSet<ChangeWatch> heard = [];
    private readonly ServiceLists lists = new(reads, place.Datacenter);
    private Dictionary<Query, ChangeWatchedQuery> entries = [];

    // Whether the list of checks is to be read: something among them changed, or there is none to compare with yet.
    private bool areChecksDue;

    /// <summary>Says the whole set from now on. What is new is read as soon as its change watches were answered, or a change in between would be missed.</summary>
    /// <returns>What is gone.</returns>
    public IReadOnlyList<Query> Set(IReadOnlySet<Query> queries)
    {
        lock (gate)
        {
            List<Query> gone = [.. entries.Keys.Where(query => !queries.Contains(query))];
            entries = queries.ToDictionary(query => query, query => entries.GetValueOrDefault(query) ?? new ChangeWatchedQuery(query));
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

            Mark(change, result);
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
            await bell.WaitAsync(HasBackground ? Portion : Timeout.InfiniteTimeSpan, cancellationToken);
            await Task.Delay(Settle, time, cancellationToken);
            await ReadChecksAsync(isFirst: false, cancellationToken);
            (List<ChangeWatchedQuery> due, bool isBackground) = Take();
            if (due.Count == 0)
            {
                continue;
            }

            long start = time.GetTimestamp();
            await ReadAsync(due, cancellationToken);
            await ReadChecksAsync(isFirst: true, cancellationToken);

            // Under steady change half of the time at most is spent on reading. Background reads are spaced by themselves.
            TimeSpan took = time.GetElapsedTime(start);
            await Task.Delay(isBackground ? TimeSpan.Zero : took < LongestRest ? took : LongestRest, time, cancellationToken);
        }
    }

    private bool HasBackground
    {
        get
        {
            lock (gate)
            {
                return entries.Values.Any(entry => entry.Background);
            }
        }
    }

    // Whether it is worth finding out first which services have changed. Called under the lock.
    private bool IsNarrowed => entries.Count > Few;

    private void Mark(ChangeWatch change, ConsulResult result)
    {
        bool trusted = result.Step is IndexStep.Advanced or IndexStep.Same;
        IReadOnlySet<string>? named = lists.TakeNames(result);
        bool tells = trusted && IsNarrowed && change.Kind is ChangeKind.Checks or ChangeKind.Registrations;
        if (!trusted)
        {
            lists.ForgetChecks();
        }

        areChecksDue |= tells && change.Kind is ChangeKind.Checks;
        foreach (ChangeWatchedQuery entry in entries.Values.Where(entry => Array.IndexOf(entry.Changes, change) >= 0))
        {
            if (!tells || entry.Service is not { } service)
            {
                entry.Due = true;
            }
            else if (change.Kind is ChangeKind.Registrations)
            {
                entry.Due |= named?.Contains(service) is not false;
                entry.Background = true;
            }

            entry.KnownIndex = trusted ? entry.KnownIndex : null;
        }
    }

    // Finds out which services' checks have changed. The first list has none to be compared with: it is read when the first answers are there, and what changed in between is found in the background.
    private async Task ReadChecksAsync(bool isFirst, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (isFirst ? !IsNarrowed || lists.HasChecks : !areChecksDue)
            {
                return;
            }

            areChecksDue = false;
        }

        IReadOnlyDictionary<string, ulong>? list = await lists.ReadChecksAsync(cancellationToken);
        lock (gate)
        {
            IReadOnlySet<string>? named = lists.TakeChecks(list);
            foreach (ChangeWatchedQuery entry in entries.Values.Where(entry => entry.Service is not null))
            {
                entry.Due |= !isFirst && named?.Contains(entry.Service!) is not false;
                entry.Background |= isFirst && list is not null;
            }
        }
    }

    private (List<ChangeWatchedQuery> Due, bool IsBackground) Take()
    {
        lock (gate)
        {
            List<ChangeWatchedQuery> due = [.. entries.Values.Where(entry => entry.Due && entry.Changes.All(heard.Contains))];
            bool isBackground = due.Count == 0;
            if (isBackground)
            {
                due = [.. entries.Values.Where(entry => entry.Background).Take(Math.Max(1, (int)(timings.BackgroundReads * Portion.TotalSeconds)))];
            }

            due.ForEach(entry => entry.Due = entry.Background = false);
            return (due, isBackground);
        }
    }

    private async Task ReadAsync(List<ChangeWatchedQuery> due, CancellationToken cancellationToken)
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

    private async Task<ConsulResult[]> AskAsync(List<ChangeWatchedQuery> due, CancellationToken cancellationToken)
    {
        var results = new ConsulResult[due.Count];
        ConsulException? lost = null;
        var limit = new ParallelOptions { MaxDegreeOfParallelism = place.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, due.Count, limit, async (i, token) =>
        {
            // One lost connection answers for all that follow: a thousand tries would tell no more.
            ChangeWatchedQuery entry = due[i];
            results[i] = lost is null
                ? await reads.AskAsync(entry.Query, new ReadOptions(null, Patient: false, entry.KnownIndex), token)
                : ConsulResult.Failed(entry.Query, lost);
            lost ??= results[i].Failure is { IsAboutConnection: true } failure ? failure : null;
        });
        return results;
    }

    // In the lock, so that nothing is brought of a query that was dropped meanwhile.
    private void Deliver(List<ChangeWatchedQuery> due, ConsulResult[] results, CancellationToken cancellationToken)
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
            foreach (ChangeWatchedQuery entry in entries.Values)
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
}
