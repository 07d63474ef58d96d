namespace Basenode.Engine.Supervision;

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
