using Basenode.Engine.Cluster.Consul.Json;
using Basenode.Engine.Cluster.Holding;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Asks the agent who it is and how many connections it takes.</summary>
/// <remarks>Another one than before may be one that was started again without its data: it has a new identity, and its index may tell nothing.</remarks>
/// <param name="onLimit">Takes how many connections the agent takes from one address.</param>
internal sealed class AgentIdentity(ConsulReads reads, RemovalHold hold, Action<int> onLimit, ILogger log)
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
                AgentSelfJson agent = await reads.AgentAsync(cancellationToken);
                identity = agent.Config.NodeID;
                onLimit(agent.DebugConfig?.ConnectionsPerClient switch
                {
                    null => WatchRoom.AgentsDefault,
                    <= 0 => int.MaxValue,
                    { } limit => limit,
                });
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
