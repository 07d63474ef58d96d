using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Reads once more what is held, when it is due: only a read lets something go.</summary>
internal sealed class SecondReads(ConsulReads reads, RemovalHold hold, ResultIntake intake)
{
    private const int ReadsAtOnce = 16;

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // A datacenter that does not answer holds up no removal elsewhere.
            IReadOnlyList<Query> due = await hold.DueAsync(cancellationToken);
            await Task.WhenAll(due.GroupBy(DatacenterOf).Select(queries => ReadAsync([.. queries], cancellationToken)));
        }
    }

    private async Task ReadAsync(Query[] due, CancellationToken cancellationToken)
    {
        var results = new ConsulResult[due.Length];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, due.Length, limit, async (i, token) => results[i] = await reads.AskAsync(due[i], ReadOptions.Once, token));
        cancellationToken.ThrowIfCancellationRequested();
        intake.DeliverAgain(results);
    }

    // A prepared query is asked of the agent, wherever it leads.
    private static string DatacenterOf(Query query) => ChangeWatch.For(query) is [{ Datacenter: { } datacenter }, ..] ? datacenter : "";
}
