using System.Collections.Immutable;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Brings results through the hold into the store, and tells in the log what began and what ended: once, not at each try.</summary>
internal sealed class ResultIntake(ClusterStore store, RemovalHold hold, LastKnownState lastKnown, string address, ILogger log)
{
    // How many lines one event may have in the log; what is beyond is counted.
    private const int Lines = 5;

    // What such an answer takes in memory is worth a collection.
    private const long LargeBytes = 4 << 20;

    // Of smaller ones so much together is.
    private const long ManyBytes = 32 << 20;

    private static readonly TimeSpan RegressionQuiet = TimeSpan.FromSeconds(30);

    // Without a success for so long, of what is read next nobody knows what it was made of.
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(3);

    private readonly HoldTeller holds = new(log);
    private readonly Regressions regressions = new();
    private readonly Lock gate = new();
    private readonly HashSet<Query> failing = [];

    // Whose last answer was large.
    private readonly HashSet<Query> large = [];

    // What is served from the last known state.
    private readonly HashSet<Query> unconfirmed = [];
    private readonly HashSet<ConsulFault> lostBy = [];
    private DateTimeOffset? lostSince;
    private DateTimeOffset? regressedAt;
    private bool hasFailed;

    // Bytes of small answers since memory was given back for them.
    private long small;
    private long? succeededAt;

    /// <summary>Called when Consul answers for the first time, and when it answers again after it did not for a while.</summary>
    public Action OnReached { get; init; } = () => { };

    /// <summary>Called when a large answer has come, and when it was replaced.</summary>
    public Action OnLarge { get; init; } = () => { };

    /// <summary>Takes what came together, in one step. When that throws, each is taken by itself, so that one holds up none of the others.</summary>
    public void Deliver(IReadOnlyList<ConsulResult> results)
    {
        lock (gate)
        {
            try
            {
                Take(results);
            }
            catch when (results.Count > 1)
            {
                foreach (ConsulResult result in results)
                {
                    TakeAlone(result);
                }

                throw;
            }
        }
    }

    /// <summary>Takes second reads, which decide what is held. One that failed or was overtaken by the query's watch decides nothing.</summary>
    public void DeliverAgain(IEnumerable<ConsulResult> results)
    {
        lock (gate)
        {
            Deliver([.. results.Where(result => result.Failure is null && !hold.IsOvertaken(result.Query, result.NumericIndex))]);
        }
    }

    /// <summary>Lets go what is held of a service, or of everything for null.</summary>
    /// <returns>How many queries' answers had something held.</returns>
    public int Release(string? service)
    {
        lock (gate)
        {
            IReadOnlyList<(Query Query, object? Value)> released = hold.Release(service);
            ClusterState state = store.Current;
            store.PublishMany([.. released.Select(one => (one.Query, QueryResult.Of(one.Value, state.Quarantine.GetValueOrDefault(one.Query))))]);
            TellHolds();
            return released.Count;
        }
    }

    /// <summary>Forgets queries that nobody wants, here and in the store.</summary>
    public void Forget(IReadOnlyCollection<Query> queries)
    {
        lock (gate)
        {
            failing.ExceptWith(queries);
            large.ExceptWith(queries);
            unconfirmed.ExceptWith(queries);
            regressions.Forget(queries);
            hold.Forget(queries);
            TellHolds();
            store.Forget(queries);
        }
    }

    private void TakeAlone(ConsulResult result)
    {
        try
        {
            Take([result]);
        }
        catch (Exception)
        {
            // The caller throws what came first; the watch brings the answer again when its wait is over.
        }
    }

    private void Take(IReadOnlyList<ConsulResult> results)
    {
        Tell(results);
        var published = new List<(Query, QueryResult)>(results.Count);
        foreach (ConsulResult result in results)
        {
            if (result.Query is not ChangeWatch && ToPublish(result) is { } publish)
            {
                published.Add((result.Query, publish));
            }
        }

        store.PublishMany(published);
        TellHolds();

        // Many small answers leave as much behind as a large one: those of thousands of services at the start, and when they are read again in the background.
        small += results.Where(result => result.Bytes < LargeBytes).Sum(result => result.Bytes);
        if (small >= ManyBytes)
        {
            small = 0;
            OnLarge();
        }
    }

    private void TellHolds()
    {
        ImmutableDictionary<Query, HeldReport> held = hold.Reports;
        if (!held.IsEmpty || !store.Current.Held.IsEmpty)
        {
            holds.Tell(store.Current.Held, held, hold.Time.GetUtcNow());
            store.Hold(held);
        }
    }

    private QueryResult? ToPublish(ConsulResult result)
    {
        if (result.Failure is { } failure)
        {
            return WithLastKnown(result.Query, failure.Message);
        }

        // An agent that came back without its data says nothing to the first question.
        if (!unconfirmed.Remove(result.Query) && ResultItems.Split(result.Query, result.Value) is { Count: 0 } && !store.Current.Answers.ContainsKey(result.Query) && lastKnown.Find(result.Query, "") is { } before)
        {
            hold.Take(result.Query, new HoldInput(before.Value));
        }

        if (!result.Unchanged)
        {
            NoteSize(result);
            var read = new HoldInput(result.Value) { Registered = result.Registered, Unhealthy = result.Unhealthy, Index = result.NumericIndex };
            return QueryResult.Of(hold.Take(result.Query, read), result.Quarantined);
        }

        ClusterState state = store.Current;
        if (hold.TryTakeSame(result.Query, result.NumericIndex, out object? served))
        {
            return QueryResult.Of(served, state.Quarantine.GetValueOrDefault(result.Query));
        }

        // The answer in the store is as good as a new one, and may end a problem.
        return state.Problems.ContainsKey(result.Query) && state.Answers.TryGetValue(result.Query, out Answer? known)
            ? QueryResult.Of(known.Value, state.Quarantine.GetValueOrDefault(result.Query))
            : null;
    }

    private void NoteSize(ConsulResult result)
    {
        bool isLarge = result.Bytes >= LargeBytes;
        bool wasLarge = isLarge ? !large.Add(result.Query) : large.Remove(result.Query);
        if (isLarge || wasLarge)
        {
            OnLarge();
        }
    }

    // Only until Consul has said it once.
    private QueryResult WithLastKnown(Query query, string problem)
    {
        if (!store.Current.Answers.ContainsKey(query) && lastKnown.Find(query, problem) is { } known)
        {
            unconfirmed.Add(query);

            // What Consul says at first is compared with it.
            hold.Take(query, new HoldInput(known.Value));
            return known;
        }

        return QueryResult.Failed(unconfirmed.Contains(query) ? lastKnown.Describe(problem) : problem);
    }

    private void Tell(IReadOnlyList<ConsulResult> results)
    {
        int fails = 0;
        int recovers = 0;
        foreach (ConsulResult result in results)
        {
            hasFailed |= result.Failure is not null;
            if (result.Failure is { IsAboutConnection: true } lost)
            {
                TellLost(lost);
            }
            else if (result.Failure is { } failure)
            {
                if (failing.Add(result.Query) && ++fails <= Lines)
                {
                    Log.QueryFails(log, Name(result.Query), failure.Message);
                }
            }
            else
            {
                TellRecovered(result);
                recovers += failing.Remove(result.Query) ? 1 : 0;
                if (recovers is > 0 and <= Lines)
                {
                    Log.QueryRecovered(log, Name(result.Query));
                }
            }
        }

        if (fails > Lines)
        {
            Log.MoreQueriesFail(log, fails - Lines);
        }

        if (recovers > Lines)
        {
            Log.MoreQueriesRecovered(log, recovers - Lines);
        }
    }

    private void TellLost(ConsulException failure)
    {
        // A connection that broke off, and then an agent that is not there: each once.
        lostSince ??= hold.Time.GetUtcNow();
        if (lostBy.Add(failure.Fault))
        {
            Log.ConnectionLost(log, address, failure.Message);
        }
    }

    private void TellRecovered(ConsulResult result)
    {
        // An agent that was restarted answers some queries before the first one whose index tells that its data is lost.
        if (lostSince is not null || (hasFailed && succeededAt is { } last && hold.Time.GetElapsedTime(last) >= Lost))
        {
            hold.ReachedAgain();
            OnReached();
        }
        else if (succeededAt is null)
        {
            Log.FirstAnswer(log, Name(result.Query));
            OnReached();
        }

        (hasFailed, succeededAt) = (false, hold.Time.GetTimestamp());
        DateTimeOffset now = hold.Time.GetUtcNow();
        if (lostSince is { } since)
        {
            lostSince = null;
            lostBy.Clear();
            Log.ConnectionRecovered(log, address, (now - since).TotalSeconds);
        }

        // All watches see the same restart: it is told once, but the hold begins anew with each sign.
        if (regressions.IsSign(result))
        {
            hold.Regressed();
            if (regressedAt is null || now - regressedAt > RegressionQuiet)
            {
                regressedAt = now;
                Log.IndexWentBackwards(log, Name(result.Query));
            }
        }
    }

    private static string Name(Query query) => LogText.Escape(query.ToString(), 200);
}
