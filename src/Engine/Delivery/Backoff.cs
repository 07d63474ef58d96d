using Basenode.Engine.Delivery.Memories;

namespace Basenode.Engine.Delivery;

/// <summary>Decides when something that did not work is tried again.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the tries of many engines.</param>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRefusal = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromHours(1);

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What could not be reached or written: a random time up to 0.25 s, doubled with each try up to 30 s.</summary>
    public Setback Unreachable(Setback? last, string inputs, string message) =>
        Next(last, inputs, message, attempts => Doubled(FirstWait, LongestWait, attempts) * random.NextDouble());

    /// <summary>What was refused, and would be again: 1 minute, doubled with each try up to 1 hour. Other inputs start anew.</summary>
    public Setback Refused(Setback? last, string inputs, string message) =>
        Next(last?.Inputs == inputs ? last : null, inputs, message, attempts => Doubled(FirstRefusal, LongestRefusal, attempts));

    private Setback Next(Setback? last, string inputs, string message, Func<int, TimeSpan> wait)
    {
        int attempts = (last?.Attempts ?? 0) + 1;
        return new Setback(inputs, attempts, Now, Now + wait(attempts), message);
    }

    private static TimeSpan Doubled(TimeSpan first, TimeSpan longest, int attempts) =>
        attempts > 16 ? longest : TimeSpan.FromTicks(Math.Min(longest.Ticks, first.Ticks << (attempts - 1)));
}
