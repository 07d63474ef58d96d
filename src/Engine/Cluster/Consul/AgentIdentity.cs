using Basenode.Engine.Cluster.Holding;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Finds that another agent answers than before: one that was started again without its data has a new identity, and its index may tell nothing.</summary>
internal sealed class AgentIdentity(ConsulReads reads, RemovalHold hold, ILogger log)
{
    private readonly SemaphoreSlim bell = new(0, 1);
    private string? known;

    /// <summary>Asks soon. One caller at a time.</summary>
    public void Ask()
    {
        if (bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }

    /// <summary>Asks whenever it is told to, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await bell.WaitAsync(cancellationToken);
            string? identity;
            try
            {
                identity = await reads.AgentIdentityAsync(cancellationToken);
            }
            catch (ConsulException e)
            {
                // A token may not be allowed to ask, and then the index alone has to tell.
                Log.IdentityUnknown(log, e.Message);
                continue;
            }

            if (known is not null && identity is not null && identity != known)
            {
                hold.Regressed();
                Log.OtherAgent(log);
            }

            known = identity ?? known;
        }
    }
}
