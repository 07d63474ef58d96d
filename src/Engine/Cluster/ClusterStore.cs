using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster;

/// <summary>Holds the current cluster state. Sources publish into it; every answer enters here, compared with the one before, or not at all.</summary>
internal sealed class ClusterStore(ChangeSignal signal, TimeProvider time)
{
    private readonly Lock gate = new();
    private ClusterState current = ClusterState.Empty;

    /// <summary>The newest state. Immutable: take it once and read from that.</summary>
    public ClusterState Current => Volatile.Read(ref current);

    /// <summary>Takes an answer. An equal one changes nothing and asks for no pass; any answer ends the query's problem.</summary>
    public void Publish(Query query, object? value, ImmutableArray<QuarantinedInstance> quarantined = default)
    {
        lock (gate)
        {
            bool known = current.Answers.TryGetValue(query, out Answer? answer);
            bool changed = !known || !ContentEquality.Same(answer!.Value, value);
            ClusterState next = changed
                ? current with { Answers = current.Answers.SetItem(query, new Answer(value, current.Revision + 1)) }
                : current;
            next = next with { Problems = next.Problems.Remove(query), Quarantine = Quarantined(next, query, quarantined) };
            if (!changed && ReferenceEquals(next.Problems, current.Problems) && ReferenceEquals(next.Quarantine, current.Quarantine))
            {
                return;
            }

            Volatile.Write(ref current, next with { Revision = current.Revision + 1 });
            signal.Raise(changed ? query.ToString() : $"{query} answers again");
        }
    }

    /// <summary>Notes that a query has no fresh answer now. Its last answer stays.</summary>
    /// <param name="message">What went wrong, without secrets.</param>
    public void Fail(Query query, string message)
    {
        lock (gate)
        {
            DateTimeOffset since = current.Problems.TryGetValue(query, out QueryProblem? before) ? before.Since : time.GetUtcNow();
            if (before?.Message == message)
            {
                return;
            }

            Volatile.Write(ref current, current with
            {
                Revision = current.Revision + 1,
                Problems = current.Problems.SetItem(query, new QueryProblem(message, since)),
            });
        }
    }

    /// <summary>Drops everything about queries that nobody watches any more.</summary>
    public void Forget(IReadOnlyCollection<Query> queries)
    {
        lock (gate)
        {
            Volatile.Write(ref current, current with
            {
                Answers = current.Answers.RemoveRange(queries),
                Problems = current.Problems.RemoveRange(queries),
                Quarantine = current.Quarantine.RemoveRange(queries),
            });
        }
    }

    private static ImmutableDictionary<Query, ImmutableArray<QuarantinedInstance>> Quarantined(
        ClusterState state,
        Query query,
        ImmutableArray<QuarantinedInstance> quarantined)
    {
        if (quarantined.IsDefaultOrEmpty)
        {
            return state.Quarantine.Remove(query);
        }

        return state.Quarantine.TryGetValue(query, out ImmutableArray<QuarantinedInstance> before) && before.SequenceEqual(quarantined)
            ? state.Quarantine
            : state.Quarantine.SetItem(query, quarantined);
    }
}
