namespace Basenode.Engine.Delivery.Memories;

/// <summary>Something that did not work and is to be tried again.</summary>
/// <param name="Inputs">What it was tried with; with other inputs it is tried at once.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was last tried.</param>
/// <param name="RetryAt">When it is tried again without a change of its inputs.</param>
/// <param name="Message">What went wrong, whole.</param>
internal sealed record Setback(string Inputs, int Attempts, DateTimeOffset At, DateTimeOffset RetryAt, string Message)
{
    /// <summary>Whether it is still too early for another try. A clock that was set back ends the wait.</summary>
    public bool IsWaiting(DateTimeOffset now) => At <= now && now < RetryAt;
}
