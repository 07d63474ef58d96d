using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster;

/// <summary>Holds the current cluster state. Sources publish into it; every answer enters here, compared with the one before, or not at all.</summary>
/// <param name="secretKeys">Which keys are secret: the mask learns their values before anyone can read them. Default: none.</param>
internal sealed class ClusterStore(ChangeSignal signal, TimeProvider time, Predicate<string>? secretKeys = null)
{
    // The reasons that a signal names one by one.
    private const int ReasonLimit = 5;

    private readonly Lock gate = new();
    private ClusterState current = ClusterState.Empty;

    /// <summary>The newest state. Immutable: take it once and read from that.</summary>
    public ClusterState Current => Volatile.Read(ref current);

    /// <summary>Takes an answer. An equal one changes nothing and asks for no pass; any answer ends the query's problem.</summary>
    public void Publish(Query query, object? value, ImmutableArray<QuarantinedInstance> quarantined = default) =>
        PublishMany([(query, QueryResult.Of(value, quarantined))]);

    /// <summary>Notes that a query has no fresh answer now. Its last answer stays.</summary>
    /// <param name="message">What went wrong, without secrets.</param>
    public void Fail(Query query, string message) => PublishMany([(query, QueryResult.Failed(message))]);

    /// <summary>Takes all that one round of reads brought as one step: one new state, so that no pass sees half of it, and one signal.</summary>
    public void PublishMany(IReadOnlyList<(Query Query, QueryResult Result)> results)
    {
        lock (gate)
        {
            var reasons = new List<string>();
            ClusterState next = current with { Revision = current.Revision + 1 };
            ClusterState before = next;
            foreach ((Query query, QueryResult result) in results)
            {
                next = result.HasValue ? Answered(next, query, result, reasons) : next;
                next = result.Problem is { } problem ? Failed(next, query, result, problem, reasons) : next;
            }

            if (ReferenceEquals(next, before))
            {
                return;
            }

            Volatile.Write(ref current, next);
            if (reasons.Count > 0)
            {
                signal.Raise(reasons.Count <= ReasonLimit
                    ? string.Join(", ", reasons)
                    : $"{string.Join(", ", reasons.Take(ReasonLimit))} and {reasons.Count - ReasonLimit} more");
            }
        }
    }

    /// <summary>Notes which answers have something in them that is missing in the source. No answer changes, so no pass is asked for.</summary>
    public void Hold(ImmutableDictionary<Query, HeldReport> held)
    {
        lock (gate)
        {
            Volatile.Write(ref current, current with { Held = held });
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
                Held = current.Held.RemoveRange(queries),
            });
        }
    }

    private ClusterState Answered(ClusterState state, Query query, QueryResult result, List<string> reasons)
    {
        bool changed = !state.Answers.TryGetValue(query, out Answer? answer) || !ContentEquality.Same(answer.Value, result.Value);
        bool healed = state.Problems.ContainsKey(query);
        ImmutableDictionary<Query, ImmutableArray<QuarantinedInstance>> quarantine = Quarantined(state, query, result.Quarantined);
        if (!changed && !healed && ReferenceEquals(quarantine, state.Quarantine))
        {
            return state;
        }

        // Names come from the cluster, and the reason ends up in a line of a log.
        reasons.Add(LogText.Escape(changed ? query.ToString() : healed ? $"{query} answers again" : $"quarantine of {query}", 200));
        return state with
        {
            Answers = changed ? state.Answers.SetItem(query, new Answer(result.Value, state.Revision) { IsSecret = Learn(query, result.Value) }) : state.Answers,
            Problems = state.Problems.Remove(query),
            Quarantine = quarantine,
        };
    }

    // True for an answer that holds a secret.
    private bool Learn(Query query, object? value)
    {
        string?[] values = (query, value) switch
        {
            (KeyQuery key, string text) when secretKeys?.Invoke(key.Path) is true => [text],
            (KeysQuery, IReadOnlyDictionary<string, string> keys) when secretKeys is not null => [.. keys.Where(key => secretKeys(key.Key)).Select(key => key.Value)],
            (_, LeafCertificate leaf) => [leaf.PrivateKey],
            _ => [],
        };
        Array.ForEach(values, text => SecretMask.Process.Add(text));
        return values.Length > 0;
    }

    private ClusterState Failed(ClusterState state, Query query, QueryResult result, string message, List<string> reasons)
    {
        QueryProblem? before = state.Problems.GetValueOrDefault(query);
        if (before is null && !state.Answers.ContainsKey(query))
        {
            // Whoever can do without the answer need not wait for it any longer.
            reasons.Add(LogText.Escape($"{query} fails", 200));
        }

        var now = new QueryProblem(message, before?.Since ?? time.GetUtcNow()) { IsFinal = result.IsFinal };
        return now == before ? state : state with { Problems = state.Problems.SetItem(query, now) };
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
