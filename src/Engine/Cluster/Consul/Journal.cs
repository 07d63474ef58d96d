using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Brings outcomes into the store, and tells in the log what began and what ended: once, not at each try.</summary>
internal sealed class Journal(ClusterStore store, string address, TimeProvider time, ILogger log)
{
    // How many lines one event may have in the log; what is beyond is counted.
    private const int Lines = 5;

    private static readonly TimeSpan RegressionQuiet = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly HashSet<Query> failing = [];
    private readonly HashSet<ConsulFault> lostBy = [];
    private DateTimeOffset? lostSince;
    private DateTimeOffset? regressedAt;

    /// <summary>Takes what came together, in one step. When that throws, each is taken by itself, so that one holds up none of the others.</summary>
    public void Deliver(IReadOnlyList<Outcome> outcomes)
    {
        lock (gate)
        {
            try
            {
                Take(outcomes);
            }
            catch when (outcomes.Count > 1)
            {
                foreach (Outcome outcome in outcomes)
                {
                    TakeAlone(outcome);
                }

                throw;
            }
        }
    }

    /// <summary>Forgets queries that nobody wants, here and in the store.</summary>
    public void Forget(IReadOnlyCollection<Query> queries)
    {
        lock (gate)
        {
            failing.ExceptWith(queries);
            store.Forget(queries);
        }
    }

    private void TakeAlone(Outcome outcome)
    {
        try
        {
            Take([outcome]);
        }
        catch (Exception)
        {
            // The caller throws what came first; the watch brings the answer again when its wait is over.
        }
    }

    private void Take(IReadOnlyList<Outcome> outcomes)
    {
        Tell(outcomes);
        var arrivals = new List<Arrival>(outcomes.Count);
        foreach (Outcome outcome in outcomes)
        {
            if (outcome.Query is not TickQuery && Arrival(outcome) is { } arrival)
            {
                arrivals.Add(arrival);
            }
        }

        store.PublishMany(arrivals);
    }

    private Arrival? Arrival(Outcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            return new Arrival(outcome.Query, null) { Problem = failure.Message };
        }

        ConsulAnswer answer = outcome.Answer!;
        if (!answer.Unchanged)
        {
            return new Arrival(outcome.Query, answer.Value, answer.Quarantined);
        }

        // The answer in the store is as good as a new one, and may end a problem.
        ClusterState state = store.Current;
        return state.Problems.ContainsKey(outcome.Query) && state.Answers.TryGetValue(outcome.Query, out Answer? known)
            ? new Arrival(outcome.Query, known.Value, state.Quarantine.GetValueOrDefault(outcome.Query))
            : null;
    }

    private void Tell(IReadOnlyList<Outcome> outcomes)
    {
        int fails = 0;
        int recovers = 0;
        foreach (Outcome outcome in outcomes)
        {
            if (outcome.Failure is { IsAboutConnection: true } lost)
            {
                TellLost(lost);
            }
            else if (outcome.Failure is { } failure)
            {
                if (failing.Add(outcome.Query) && ++fails <= Lines)
                {
                    Log.QueryFails(log, Name(outcome.Query), failure.Message);
                }
            }
            else
            {
                TellRecovered(outcome);
                recovers += failing.Remove(outcome.Query) ? 1 : 0;
                if (recovers is > 0 and <= Lines)
                {
                    Log.QueryRecovered(log, Name(outcome.Query));
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
        lostSince ??= time.GetUtcNow();
        if (lostBy.Add(failure.Fault))
        {
            Log.ConnectionLost(log, address, failure.Message);
        }
    }

    private void TellRecovered(Outcome outcome)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (lostSince is { } since)
        {
            lostSince = null;
            lostBy.Clear();
            Log.ConnectionRecovered(log, address, (now - since).TotalSeconds);
        }

        // All watches see the same restart. Keys go backwards in ordinary use, and are no sign.
        bool sign = outcome.Step == IndexStep.Backwards && outcome.Query is not (KeyQuery or KeysQuery or TickQuery { Kind: TickKind.Keys });
        if (sign && (regressedAt is null || now - regressedAt > RegressionQuiet))
        {
            regressedAt = now;
            Log.IndexWentBackwards(log, Name(outcome.Query));
        }
    }

    private static string Name(Query query) => LogText.Escape(query.ToString(), 200);
}
