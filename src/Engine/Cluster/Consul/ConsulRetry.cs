using Basenode.Engine.Supervision;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Decides how long to wait before a request that failed is tried again; never gives up. No I/O.</summary>
internal sealed class ConsulRetry(ConsulTimings timings, Random random)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly Backoff Refused = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), HasJitter: true);

    private readonly Backoff backoff = new(timings.FirstRetry, timings.LongestRetry, HasJitter: true);
    private int failures;

    /// <summary>How long to wait now, after one more failure.</summary>
    /// <param name="fault">A refused connection is an agent that restarts: it is tried again within 2 s, or its first answers would come late.</param>
    public TimeSpan Next(ConsulFault fault)
    {
        TimeSpan wait = fault == ConsulFault.Refused ? Refused.Wait(1, random) : backoff.Wait(++failures, random);
        return wait > Least ? wait : Least;
    }

    /// <summary>After a success the next failure starts again from the shortest wait.</summary>
    public void Reset() => failures = 0;
}
