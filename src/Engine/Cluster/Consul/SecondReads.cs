using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Reads once more what is held, when it is due: only a read lets something go.</summary>
internal sealed class SecondReads(ConsulReads reads, RemovalHold hold, ResultIntake journal)
{
    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<Query> due = await hold.DueAsync(cancellationToken);
            var results = new ConsulResult[due.Count];
            var limit = new ParallelOptions { MaxDegreeOfParallelism = ConsulClient.QuickConnections, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, due.Count, limit, async (i, token) => results[i] = await reads.AskAsync(due[i], ReadOptions.Once, token));
            cancellationToken.ThrowIfCancellationRequested();
            journal.DeliverAgain(results);
        }
    }
}
