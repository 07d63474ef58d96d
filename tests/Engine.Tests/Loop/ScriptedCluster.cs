using Basenode.Engine.Cluster;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Loop;

/// <summary>A cluster whose answers the test sets. What is watched is answered at once; what nobody watches any more is forgotten at once, the harshest that a source may do.</summary>
internal sealed class ScriptedCluster
{
    private readonly Lock gate = new();
    private readonly Dictionary<Query, object?> answers = [];
    private readonly Dictionary<Query, QueryProblem> problems = [];
    private Source? source;

    /// <summary>A source for one engine.</summary>
    public IClusterSource Open(ClusterStore store) => source = new Source(this, store);

    /// <summary>What is watched now.</summary>
    public IReadOnlySet<Query> Watched => source!.Watched;

    /// <summary>Sets an answer and ends a problem.</summary>
    public void Set(Query query, object? answer)
    {
        lock (gate)
        {
            answers[query] = answer;
            problems.Remove(query);
            source?.Tell(query);
        }
    }

    /// <summary>The query has no fresh answer from now on; the last one stays.</summary>
    public void Fail(Query query, string message, bool isFinal = false)
    {
        lock (gate)
        {
            problems[query] = new QueryProblem(message, default) { IsFinal = isFinal };
            source?.Tell(query);
        }
    }

    /// <summary>The query has no answer and gets none until one is set.</summary>
    public void Silence(Query query)
    {
        lock (gate)
        {
            answers.Remove(query);
        }
    }

    private sealed class Source(ScriptedCluster cluster, ClusterStore store) : IClusterSource
    {
        private HashSet<Query> watched = [];

        public string Description => "a scripted cluster";

        public IReadOnlySet<Query> Watched
        {
            get
            {
                lock (cluster.gate)
                {
                    return watched;
                }
            }
        }

        public void Watch(IReadOnlySet<Query> queries)
        {
            lock (cluster.gate)
            {
                Query[] gone = [.. watched.Except(queries)];
                Query[] fresh = [.. queries.Except(watched)];
                watched = [.. queries];
                if (gone.Length > 0)
                {
                    store.Forget(gone);
                }

                Array.ForEach(fresh, Tell);
            }
        }

        public void Tell(Query query)
        {
            if (!watched.Contains(query))
            {
                return;
            }

            if (cluster.answers.TryGetValue(query, out object? answer))
            {
                store.Publish(query, answer);
            }

            if (cluster.problems.TryGetValue(query, out QueryProblem? problem))
            {
                store.PublishMany([(query, QueryResult.Failed(problem.Message, problem.IsFinal))]);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (cluster.gate)
            {
                watched = [];
            }

            return ValueTask.CompletedTask;
        }
    }
}
