namespace Basenode.Engine.Cluster.Consul;

/// <summary>Gathers the first outcomes of queries that were asked together, so that they enter the cluster state in one step and not in a hundred.</summary>
/// <param name="expected">How many there will be.</param>
/// <param name="deliver">Takes what was gathered.</param>
internal sealed class FirstAnswers(int expected, Action<IReadOnlyList<Outcome>> deliver)
{
    private readonly Lock gate = new();
    private readonly List<Outcome> gathered = [];
    private bool open = true;

    /// <summary>Takes one; it is delivered with the others, or at once when they have gone already.</summary>
    public void Add(Outcome outcome)
    {
        lock (gate)
        {
            gathered.Add(outcome);
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
        // In the lock: a query's second outcome must not overtake its first.
        lock (gate)
        {
            open = false;
            if (gathered.Count > 0)
            {
                Outcome[] all = [.. gathered];
                gathered.Clear();
                deliver(all);
            }
        }
    }
}
