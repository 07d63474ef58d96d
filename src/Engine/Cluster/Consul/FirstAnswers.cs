namespace Basenode.Engine.Cluster.Consul;

/// <summary>Gathers the first outcomes of queries that were asked together, so that they enter the cluster state in one step and not in a hundred.</summary>
internal sealed class FirstAnswers : IDisposable
{
    private readonly Lock gate = new();
    private readonly Action<IReadOnlyList<Outcome>> deliver;
    private readonly int expected;
    private readonly ITimer limit;
    private readonly List<Outcome> gathered = [];
    private bool open = true;

    /// <param name="expected">How many there will be.</param>
    /// <param name="patience">How long the first may wait for the last.</param>
    public FirstAnswers(int expected, TimeSpan patience, TimeProvider time, Action<IReadOnlyList<Outcome>> deliver)
    {
        this.expected = expected;
        this.deliver = deliver;
        limit = time.CreateTimer(_ => Deliver(), null, patience, Timeout.InfiniteTimeSpan);
    }

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

    public void Dispose() => limit.Dispose();

    // In the lock: a query's second outcome must not overtake its first.
    private void Deliver()
    {
        lock (gate)
        {
            open = false;
            limit.Dispose();
            if (gathered.Count > 0)
            {
                Outcome[] all = [.. gathered];
                gathered.Clear();
                deliver(all);
            }
        }
    }
}
