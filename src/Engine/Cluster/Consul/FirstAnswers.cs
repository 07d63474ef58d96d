namespace Basenode.Engine.Cluster.Consul;

/// <summary>Gathers the first results of queries that were asked together, so that they enter the cluster state in one step and not in a hundred.</summary>
/// <param name="expected">How many there will be.</param>
/// <param name="deliver">Takes what was gathered.</param>
internal sealed class FirstAnswers(int expected, Action<IReadOnlyList<ConsulResult>> deliver)
{
    private readonly Lock gate = new();
    private readonly List<ConsulResult> gathered = [];
    private bool open = true;

    /// <summary>Takes one; it is delivered with the others, or at once when they have gone already.</summary>
    public void Add(ConsulResult result)
    {
        lock (gate)
        {
            gathered.Add(result);
            if (open && gathered.Count < expected)
            {
                return;
            }
        }

        Deliver();
    }

    /// <summary>Delivers what is there, without waiting for the rest any longer.</summary>
    public void Deliver()
    {
        // In the lock: a query's second result must not overtake its first.
        lock (gate)
        {
            open = false;
            if (gathered.Count > 0)
            {
                ConsulResult[] all = [.. gathered];
                gathered.Clear();
                deliver(all);
            }
        }
    }
}
