using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>Keeps what vanishes from Consul until it is sure that it is gone: <see cref="HoldRules"/> decide, this remembers.</summary>
internal sealed class RemovalHold(HoldTerms terms, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Query, Entry> entries = [];
    private readonly SemaphoreSlim bell = new(0, 1);
    private ClusterSize instances = ClusterSize.None;
    private ClusterSize services = ClusterSize.None;
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

    /// <summary>Consul's index went backwards, or another agent answers: whatever is missing from now on may be data that was lost.</summary>
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
    public object? Take(Query query, HoldInput read)
    {
        if (ResultItems.Split(query, read.Value) is not { } present)
        {
            return read.Value;
        }

        lock (gate)
        {
            DateTimeOffset now = Now;
            TakeSize(query, now, present.Count - (entries.GetValueOrDefault(query)?.Set.Present ?? 0));
            var facts = new HoldFacts(now, terms.Current)
            {
                RegressedAt = regressedAt,
                ReachedAgainAt = reachedAgainAt,
                Service = (query as ServiceQuery)?.Name,
                HasFailover = query is ServiceQuery { HasFailover: true },
                IsListOfServices = query is ServicesQuery,
                IsClusterLoss = instances.IsLosing || services.IsLosing,
            };
            HeldSet before = entries.GetValueOrDefault(query)?.Set ?? HeldSet.Empty;
            HeldSet set = HoldRules.Take(before, new HoldRead(present, read.Registered, read.Index) { Unhealthy = ResultItems.ByKey(read.Unhealthy) }, facts);
            entries[query] = new Entry(set, read);
            Ring(set.ReadAt is not null);
            return ResultItems.Join(query, read.Value, [.. set.Held]);
        }
    }

    /// <summary>Takes that a read brought what the last one did. False when nothing of the query is held, so that there is nothing to decide.</summary>
    public bool TryTakeSame(Query query, ulong? index, out object? value)
    {
        lock (gate)
        {
            Entry? entry = entries.GetValueOrDefault(query);
            value = entry?.Set.ReadAt is null ? null : Take(query, entry.Read with { Registered = null, Index = index });
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
            if (!entries.Values.Any(entry => entry.Set.Held.Any(item => item.Loss!.IsOfClusterLoss)))
            {
                (instances, services) = (instances.Accepted(), services.Accepted());
            }

            return [.. released.Select(entry => (entry.Key, entry.Value.Read.Value))];
        }
    }

    /// <summary>Forgets queries that nobody wants.</summary>
    public void Forget(IEnumerable<Query> queries)
    {
        lock (gate)
        {
            foreach (Query query in queries)
            {
                int count = entries.Remove(query, out Entry? entry) ? entry.Set.Present : 0;
                instances = query is ServiceQuery ? instances.Without(count) : instances;
                services = query is ServicesQuery ? services.Without(count) : services;
            }
        }
    }

    private DateTimeOffset Now => started + time.GetElapsedTime(startedAt);

    // What began with the first services to vanish is seen with the last: those that are held already belong to it.
    private void TakeSize(Query query, DateTimeOffset now, int more)
    {
        if (!IsPopulation(query))
        {
            return;
        }

        bool wasLost = IsLost;
        instances = query is ServiceQuery ? instances.At(now, instances.Present + more, terms.Current) : instances;
        services = query is ServicesQuery ? services.At(now, services.Present + more, terms.Current) : services;
        bool isLosing = instances.IsLosing || services.IsLosing;
        if (isLosing || (wasLost && !IsLost))
        {
            foreach ((Query other, Entry entry) in entries.Where(entry => IsPopulation(entry.Key) && entry.Value.Set.ReadAt is not null).ToList())
            {
                entries[other] = entry with
                {
                    Set = isLosing ? HoldRules.MarkClusterLoss(entry.Set, now, terms.Current) : HoldRules.ClearClusterLoss(entry.Set, now),
                };
            }

            Ring(true);
        }
    }

    private bool IsLost => instances.LostFrom is not null || services.LostFrom is not null;

    private static bool IsPopulation(Query query) => query is ServiceQuery or ServicesQuery;

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

    /// <param name="Read">The last read.</param>
    private sealed record Entry(HeldSet Set, HoldInput Read);
}

/// <summary>What a read of a query brought to the hold.</summary>
/// <param name="Value">The value, of the type that the query names.</param>
internal sealed record HoldInput(object? Value)
{
    /// <summary>The keys of all that is registered, whatever its health; null where the read does not tell.</summary>
    public IReadOnlySet<string>? Registered { get; init; }

    /// <summary>The instances that are registered, do not pass and are not in maintenance.</summary>
    public IReadOnlyList<Instance> Unhealthy { get; init; } = [];

    /// <summary>The index that came with it; null when there is none.</summary>
    public ulong? Index { get; init; }
}
