namespace Basenode.Engine.Cluster.Consul;

/// <summary>How many queries may have a connection of their own at the agent, and how long they may wait there. No I/O.</summary>
/// <remarks>
/// An agent refuses connections above a number from one address, those of applications as well. A query that nobody waits for any more keeps its place until its wait is over, so what this
/// process dropped and what an earlier one left count, too. A young engine lets its queries wait for short: one that is restarted again and again leaves little behind.
/// </remarks>
/// <param name="most">One watch a service up to this many, whatever there is room for.</param>
/// <param name="held">What an earlier process has left.</param>
internal sealed class WatchRoom(int most, HeldConnections held, ConsulTimings timings, TimeProvider time)
{
    /// <summary>What an agent takes from one address when it does not say: Consul's default.</summary>
    public const int AgentsDefault = 200;

    // For applications on this machine, and for the reads that a change watch asks for.
    private const int ForOthers = 60;

    // An engine that starts has a watch of its own for so few services only.
    private const int AtFirst = 40;

    /// <summary>One watch a service up to this many, with an agent's default.</summary>
    public const int ServicesByDefault = AgentsDefault - ForOthers - WatchPlan.Others;

    private readonly long started = time.GetTimestamp();

    /// <summary>How many connections the agent takes from one address.</summary>
    public int AgentLimit { get; set; } = AgentsDefault;

    /// <summary>Whether the engine has just started, and holds few connections.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>One watch a service up to this many.</summary>
    public int Services => IsNew ? Math.Min(AtFirst, ServicesLater) : ServicesLater;

    /// <summary>What <see cref="Services"/> is when the engine is not new any more.</summary>
    public int ServicesLater => Math.Clamp(AgentLimit - ForOthers - WatchPlan.Others, 0, most);

    /// <summary>How many more watches may be opened.</summary>
    /// <param name="open">How many there are, with those that nobody wants and that still wait.</param>
    public int Left(int open) => Math.Min(WatchPlan.Most(Services), AgentLimit - ForOthers - held.Earlier) - open;

    /// <summary>How long a query may wait at the agent, from now on.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan half = time.GetElapsedTime(started) / 2;
            TimeSpan grown = half > timings.FirstWait ? half : timings.FirstWait;
            return grown < timings.Wait ? grown : timings.Wait;
        }
    }
}
