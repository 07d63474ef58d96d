using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>Keeps what vanishes from Consul until it is sure that it is gone: <see cref="HoldRules"/> decide, this remembers.</summary>
internal sealed class RemovalHold(HoldSettings settings, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Query, Entry> entries = [];
    private readonly SemaphoreSlim bell = new(0, 1);
    private ClusterSize cluster = ClusterSize.None;
    private DateTimeOffset? regressedAt;
    private DateTimeOffset? reachedAgainAt;

    // A clock that is set a day ahead must not end what is held.
    private readonly DateTimeOffset started = time.GetUtcNow();
    private readonly long startedAt = time.GetTimestamp();

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What is held, by query.</summary>
    public ImmutableDictionary<Query, HeldReport> Reports
    {
        get
        {
            lock (gate)
            {
                return ImmutableDictionary.CreateRange(
                    from entry in entries
                    where entry.Value.Set.ReadAt is not null
                    select KeyValuePair.Create(entry.Key, entry.Value.Set.Report!));
            }
        }
    }

    /// <summary>Consul's index went backwards: whatever is missing from now on may be data that was lost.</summary>
    public void Regressed()
    {
        lock (gate)
        {
            regressedAt = Now;
        }
    }

    /// <summary>Consul has answered again after it did not for a while.</summary>
    public void ReachedAgain()
    {
        lock (gate)
        {
            reachedAgainAt = Now;
        }
    }

    /// <summary>Takes what a read brought, and gives what is served of it.</summary>
    public object? Take(Query query, object? value, IReadOnlySet<string>? registered, ulong? index)
    {
        if (ResultItems.Split(query, value) is not { } present)
        {
            return value;
        }

        lock (gate)
        {
            Entry before = entries.GetValueOrDefault(query) ?? Entry.Empty;
            DateTimeOffset now = Now;
            TakeSize(query, now, present.Count - before.Set.Present);
            before = entries.GetValueOrDefault(query) ?? Entry.Empty;
            var facts = new HoldFacts(now, settings)
            {
                RegressedAt = regressedAt,
                ReachedAgainAt = reachedAgainAt,
                Service = (query as ServiceQuery)?.Name,
                IsClusterLoss = cluster.IsLosing,
            };
            HeldSet set = HoldRules.Take(before.Set, new HoldRead(present, registered, index), facts);
            entries[query] = new Entry(set, value);
            Ring(set.ReadAt is not null);
            return ResultItems.Join(query, value, [.. set.Held]);
        }
    }

    /// <summary>Takes that a read brought what the last one did. False when nothing of the query is held, so that there is nothing to decide.</summary>
    public bool TryTakeSame(Query query, ulong? index, out object? value)
    {
        lock (gate)
        {
            Entry? entry = entries.GetValueOrDefault(query);
            value = entry?.Set.ReadAt is null ? null : Take(query, entry.Value, null, index);
            return entry?.Set.ReadAt is not null;
        }
    }

    /// <summary>Whether an index is from before the last read, so that its read was overtaken.</summary>
    public bool IsOvertaken(Query query, ulong? index)
    {
        lock (gate)
        {
            return !entries.TryGetValue(query, out Entry? entry) || index < entry.Set.Index;
        }
    }

    /// <summary>Waits until queries have to be read once more, and gives them. Each is given again soon, should its read not come to anything.</summary>
    public async Task<IReadOnlyList<Query>> DueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            DateTimeOffset now = Now;
            (List<Query> due, DateTimeOffset? next) = Due(now);
            if (due.Count > 0)
            {
                return due;
            }

            using var until = new CancellationTokenSource(next - now ?? Timeout.InfiniteTimeSpan, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(until.Token, cancellationToken);
            await bell.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Lets go what is held of a service, or of everything for null.</summary>
    /// <returns>What is served from now on, by query.</returns>
    public IReadOnlyList<(Query Query, object? Value)> Release(string? service)
    {
        lock (gate)
        {
            List<KeyValuePair<Query, Entry>> released =
            [
                .. from entry in entries
                   where entry.Value.Set.ReadAt is not null && (service is null || entry.Key is ServiceQuery query && query.Name == service)
                   select entry,
            ];
            released.ForEach(entry => entries[entry.Key] = entry.Value with { Set = HoldRules.Release(entry.Value.Set) });
            cluster = entries.Values.Any(entry => entry.Set.Held.Any(item => item.Loss!.IsOfClusterLoss)) ? cluster : cluster.Accepted();
            return [.. released.Select(entry => (entry.Key, entry.Value.Value))];
        }
    }

    /// <summary>Forgets queries that nobody wants.</summary>
    public void Forget(IEnumerable<Query> queries)
    {
        lock (gate)
        {
            foreach (Query query in queries)
            {
                if (entries.Remove(query, out Entry? entry) && query is ServiceQuery)
                {
                    cluster = cluster.Without(entry.Set.Present);
                }
            }
        }
    }

    private DateTimeOffset Now => started + time.GetElapsedTime(startedAt);

    // What began with the first services to vanish is seen with the last: those that are held already belong to it.
    private void TakeSize(Query query, DateTimeOffset now, int more)
    {
        if (query is not ServiceQuery)
        {
            return;
        }

        bool wasLost = cluster.LostFrom is not null;
        cluster = cluster.At(now, cluster.Present + more, settings);
        if (cluster.IsLosing || (wasLost && cluster.LostFrom is null))
        {
            foreach ((Query other, Entry entry) in entries.Where(entry => entry.Key is ServiceQuery && entry.Value.Set.ReadAt is not null).ToList())
            {
                entries[other] = entry with
                {
                    Set = cluster.IsLosing ? HoldRules.MarkClusterLoss(entry.Set, now, settings) : HoldRules.ClearClusterLoss(entry.Set, now),
                };
            }

            Ring(true);
        }
    }

    private (List<Query> Due, DateTimeOffset? Next) Due(DateTimeOffset now)
    {
        lock (gate)
        {
            List<Query> due = [.. from entry in entries where entry.Value.Set.ReadAt <= now select entry.Key];
            due.ForEach(query => entries[query] = entries[query] with { Set = entries[query].Set with { ReadAt = now + HoldRules.SecondRead } });
            return (due, entries.Values.Min(entry => entry.Set.ReadAt));
        }
    }

    private void Ring(bool isNeeded)
    {
        if (isNeeded && bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }

    /// <param name="Value">What the last read brought.</param>
    private sealed record Entry(HeldSet Set, object? Value)
    {
        public static Entry Empty { get; } = new(HeldSet.Empty, null);
    }
}
