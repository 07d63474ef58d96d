using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Brings results into the store, and tells in the log what began and what ended: once, not at each try.</summary>
internal sealed class ResultIntake(ClusterStore store, string address, TimeProvider time, ILogger log)
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

    /// <summary>Forgets queries that nobody wants, here and in the store.</summary>
    public void Forget(IReadOnlyCollection<Query> queries)
    {
        lock (gate)
        {
            failing.ExceptWith(queries);
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
    }

    private QueryResult? ToPublish(ConsulResult result)
    {
        if (result.Failure is { } failure)
        {
            return QueryResult.Failed(failure.Message);
        }

        if (!result.Unchanged)
        {
            return QueryResult.Of(result.Value, result.Quarantined);
        }

        // The answer in the store is as good as a new one, and may end a problem.
        ClusterState state = store.Current;
        return state.Problems.ContainsKey(result.Query) && state.Answers.TryGetValue(result.Query, out Answer? known)
            ? QueryResult.Of(known.Value, state.Quarantine.GetValueOrDefault(result.Query))
            : null;
    }

    private void Tell(IReadOnlyList<ConsulResult> results)
    {
        int fails = 0;
        int recovers = 0;
        foreach (ConsulResult result in results)
        {
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
        lostSince ??= time.GetUtcNow();
        if (lostBy.Add(failure.Fault))
        {
            Log.ConnectionLost(log, address, failure.Message);
        }
    }

    private void TellRecovered(ConsulResult result)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (lostSince is { } since)
        {
            lostSince = null;
            lostBy.Clear();
            Log.ConnectionRecovered(log, address, (now - since).TotalSeconds);
        }

        // All watches see the same restart. Keys go backwards in ordinary use, and are no sign.
        bool sign = result.Step == IndexStep.Backwards && result.Query is not (KeyQuery or KeysQuery or ChangeWatch { Kind: ChangeKind.Keys });
        if (sign && (regressedAt is null || now - regressedAt > RegressionQuiet))
        {
            regressedAt = now;
            Log.IndexWentBackwards(log, Name(result.Query));
        }
    }

    private static string Name(Query query) => LogText.Escape(query.ToString(), 200);
}
