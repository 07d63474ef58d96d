using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Keeps one query fresh: blocks on it, or asks every few seconds where it cannot block; after a failure tries again, for ever.</summary>
/// <param name="agent">Shared by all watches.</param>
/// <param name="room">Says how long the agent is to wait.</param>
internal sealed class Watch(Query query, ConsulReads reads, AwayAgent agent, WatchRoom room, ConsulTimings timings)
{
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(1);

    private readonly BlockingIndex index = new();
    private readonly ConsulRetry retry = new(timings, Random.Shared);

    /// <summary>What is asked.</summary>
    public Query Query => query;

    /// <summary>Whether anyone wants it still. Guarded by the source's lock, like the table it stands in.</summary>
    public bool Wanted { get; set; } = true;

    /// <summary>The index of the answer that is there already: the first request blocks on it. Null asks for an answer at once.</summary>
    public string? KnownIndex { get; set; }

    /// <summary>Its run, from the start to the end.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Runs until nobody wants it. It looks for that only when a wait is over: the agent would keep the connection of an abandoned query busy anyway.</summary>
    /// <param name="ends">Asked after each result; true ends the watch.</param>
    /// <param name="take">Takes each result.</param>
    public async Task RunAsync(Func<Watch, bool> ends, Action<ConsulResult> take, CancellationToken cancellationToken)
    {
        // Started again after a throw, the last answer may not have arrived anywhere: it is asked for anew.
        index.GoOnFrom(KnownIndex);
        KnownIndex = null;
        while (true)
        {
            long start = agent.Time.GetTimestamp();
            ConsulResult result = await AskAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (ends(this))
            {
                return;
            }

            take(result);
            await PauseAsync(result, agent.Time.GetElapsedTime(start), cancellationToken);
        }
    }

    private async Task<ConsulResult> AskAsync(CancellationToken cancellationToken)
    {
        ConsulResult result = await reads.AskAsync(query, new ReadOptions(index.Next, Patient: true, KnownIndex: null) { Wait = room.Wait }, cancellationToken);
        if (result.Failure is null && !WatchPlan.IsPolled(query) && !result.Unaskable)
        {
            IndexStep step = index.Take(result.Index);
            result = step == IndexStep.Invalid
                ? ConsulResult.Failed(query, new ConsulException(ConsulFault.BadAnswer, "the response has no valid X-Consul-Index"))
                : result with { Step = step };
        }

        if (result.Failure is null)
        {
            retry.Reset();
            agent.Reached();
        }
        else
        {
            index.Reset();
        }

        return result;
    }

    private Task PauseAsync(ConsulResult result, TimeSpan took, CancellationToken cancellationToken)
    {
        if (result.Failure is { } failure)
        {
            TimeSpan wait = retry.Next(failure.Fault);
            return failure.Fault == ConsulFault.Refused ? agent.WaitAsync(wait, cancellationToken) : Task.Delay(wait, agent.Time, cancellationToken);
        }

        if (WatchPlan.IsPolled(query) || result.Unaskable)
        {
            return Task.Delay(timings.Poll, agent.Time, cancellationToken);
        }

        // Every engine of the datacenter has this list at each registration: many are not to ask for it as often as anything changes, nor all at once.
        if (result.Step is IndexStep.Advanced && timings.ServicesPause > TimeSpan.Zero && query is ServicesQuery or ChangeWatch { Kind: ChangeKind.Registrations })
        {
            return Task.Delay(timings.ServicesPause * (0.5 + Random.Shared.NextDouble()), agent.Time, cancellationToken);
        }

        // An agent waits before it says the same index again, and goes backwards once. What does not is no agent, and would be asked in a circle.
        bool isCircle = !result.IsJoined && result.Step is IndexStep.Same or IndexStep.Backwards && took < TooSoon && took < timings.Wait / 2;
        return isCircle ? Task.Delay(TooSoon, agent.Time, cancellationToken) : Task.CompletedTask;
    }
}
