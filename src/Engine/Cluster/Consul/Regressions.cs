using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Finds the answers whose index went backwards, as it does when an agent has lost its data. No I/O; one thread at a time.</summary>
/// <remarks>
/// A watch forgets its index when a request fails, and an agent that is restarted makes requests fail. So each query's newest index is remembered here, too.
/// </remarks>
internal sealed class Regressions
{
    private readonly Dictionary<Query, ulong> newest = [];

    /// <summary>Whether an answer is such a sign; remembers its index.</summary>
    public bool IsSign(ConsulResult result)
    {
        // Keys go backwards in ordinary use; what is polled has no index that means anything.
        bool tells = result.Query is ServiceQuery or ServicesQuery or NodesQuery or NodeQuery or ChecksQuery or ChangeWatch { Kind: not ChangeKind.Keys };
        if (!tells || result.NumericIndex is not { } index)
        {
            return false;
        }

        bool isSign = result.Step == IndexStep.Backwards || (newest.TryGetValue(result.Query, out ulong before) && index < before);
        newest[result.Query] = index;
        return isSign;
    }

    /// <summary>Forgets queries that nobody wants.</summary>
    public void Forget(IEnumerable<Query> queries)
    {
        foreach (Query query in queries)
        {
            newest.Remove(query);
        }
    }
}
