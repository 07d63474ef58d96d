namespace Basenode.Engine.Supervision;

/// <summary>Decides how long to wait before something that failed is tried again: the wait doubles with each failure, up to a limit.</summary>
/// <param name="First">The wait after the first failure.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="HasJitter">Whether the wait is a random part of the whole, which spreads the tries of many engines.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest, bool HasJitter)
{
    // 2^30 times any first wait is longer than every limit.
    private const int MostDoublings = 30;

    /// <summary>For what could not be reached: a random time up to 0.25 s, then up to 0.5 s … 30 s.</summary>
    public static Backoff Unreachable { get; } = new(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(30), HasJitter: true);

    /// <summary>For what was refused and would be refused again: 1 minute, 2 minutes … 1 hour.</summary>
    public static Backoff Refused { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), HasJitter: false);

    /// <summary>For what did not return in time: 5 s, 10 s … 5 minutes.</summary>
    public static Backoff Hung { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), HasJitter: false);

    /// <summary>For what an action wants to be tried again soon: its own first wait, doubled up to a minute.</summary>
    public static Backoff From(TimeSpan first) => new(first, TimeSpan.FromMinutes(1) > first ? TimeSpan.FromMinutes(1) : first, HasJitter: false);

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="random">For the jitter.</param>
    public TimeSpan Wait(int failures, Random random)
    {
        double ticks = Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, MostDoublings)));
        return TimeSpan.FromTicks((long)(HasJitter ? ticks * random.NextDouble() : ticks));
    }
}
