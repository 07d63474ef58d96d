namespace Basenode.Engine.Cluster.Consul;

/// <summary>Decides how long to wait after a failure: full jitter below a ceiling that doubles from the first to the longest; never gives up. No I/O.</summary>
internal sealed class Backoff(ConsulTimings timings, Random random)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostWhenRefused = TimeSpan.FromSeconds(2);

    private int failures;

    /// <summary>How long to wait now, after one more failure.</summary>
    /// <param name="fault">A refused connection is an agent that restarts: it is tried again within 2 s, or its refill would be slept through.</param>
    public TimeSpan Next(ConsulFault fault)
    {
        if (fault == ConsulFault.Refused)
        {
            return Jitter(MostWhenRefused);
        }

        TimeSpan ceiling = timings.FirstRetry * Math.Pow(2, Math.Min(failures++, 10));
        return Jitter(ceiling < timings.LongestRetry ? ceiling : timings.LongestRetry);
    }

    /// <summary>After a success the next failure starts again from the shortest wait.</summary>
    public void Reset() => failures = 0;

    private TimeSpan Jitter(TimeSpan ceiling)
    {
        TimeSpan wait = ceiling * random.NextDouble();
        return wait > Least ? wait : Least;
    }
}
