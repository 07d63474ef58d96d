namespace Basenode.Engine.Supervision;

/// <summary>Something that failed and is tried again later.</summary>
/// <param name="Inputs">What it was tried with; with other inputs it is tried at once.</param>
/// <param name="Attempts">How many times in a row it failed.</param>
/// <param name="At">When it failed last.</param>
/// <param name="RetryAt">When it is tried again without a change of its inputs.</param>
/// <param name="Message">What went wrong, whole.</param>
internal sealed record RetryState(string Inputs, int Attempts, DateTimeOffset At, DateTimeOffset RetryAt, string Message)
{
    /// <summary>Whether it is too early for another try. A clock that was set back ends the wait.</summary>
    public bool IsWaiting(DateTimeOffset now) => At <= now && now < RetryAt;

    /// <summary>The state after one more failure.</summary>
    /// <param name="last">The state before; null after a success.</param>
    public static RetryState After(RetryState? last, string inputs, string message, Backoff backoff, DateTimeOffset now, Random random)
    {
        int attempts = (last?.Attempts ?? 0) + 1;
        return new RetryState(inputs, attempts, now, now + backoff.Wait(attempts, random), message);
    }
}

/// <summary>Says when something that failed is tried again.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the tries of many engines.</param>
internal sealed class RetryClock(TimeProvider time, Random random)
{
    /// <summary>The time now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The state after one more failure. With other inputs than the last time the count starts anew.</summary>
    public RetryState After(RetryState? last, string inputs, string message, Backoff backoff) =>
        RetryState.After(last?.Inputs == inputs ? last : null, inputs, message, backoff, Now, random);
}
