using Basenode.Engine.Supervision;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>How long things take that have to do with Consul. The defaults are for real use; tests make them shorter.</summary>
internal sealed record ConsulTimings
{
    /// <summary>How long after a large answer memory is given back. Default: 5 s.</summary>
    public TimeSpan Collect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a blocking query asks the agent to wait for a change. Default: 30 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a blocking query waits when the engine has just started; it grows to <see cref="Wait"/> with the engine's age. What a restarted engine leaves behind is busy for so long. Default: 2 s.
    /// </summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What an answer may take beyond the wait; more than the 7 s that an agent hangs without a leader. Default: 10 s.</summary>
    public TimeSpan Slack { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The period of reads that cannot block. Default: 10 s.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the first answers of queries that were asked together wait for each other. Default: 250 ms.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// For how long after its start an engine holds few connections: one that ends within that time, again and again, costs nobody a connection. Default: 3 s.
    /// </summary>
    public TimeSpan Probation { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many services are read again in a second, in the background, where change watches serve them. Default: 500.</summary>
    public int BackgroundReads { get; init; } = 500;

    /// <summary>How long the list of services is not asked for after it has changed, give or take half. Default: 0.</summary>
    public TimeSpan ServicesPause { get; init; }

    /// <summary>The ceiling of the wait after a first failure; it doubles with each further one. Default: 0.25 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The ceiling of the wait after however many failures. Default: 30 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most that a blocking query may take: the agent adds up to a sixteenth to the wait.</summary>
    public TimeSpan BlockingLimit => (Wait * 17 / 16) + Slack;
}

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
