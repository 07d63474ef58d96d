using Basenode.Engine.Supervision;

namespace Basenode.Engine.Delivery;

/// <summary>What a check said.</summary>
/// <param name="Refusal">Why the candidate must not be put in place; null when it may.</param>
/// <param name="Backoff">When a refused candidate is checked again without a change.</param>
internal sealed record CheckVerdict(string? Refusal, Backoff Backoff)
{
    /// <summary>The candidate may be put in place.</summary>
    public static CheckVerdict Accepted { get; } = new(null, Backoff.Unreachable);

    /// <summary>The check judged the candidate and would say the same again.</summary>
    public static CheckVerdict Refused(string message) => new(message, Backoff.Refused);

    /// <summary>The check could not be made, which may pass.</summary>
    public static CheckVerdict NotMade(string message) => new(message, Backoff.Unreachable);

    /// <summary>The check did not return.</summary>
    public static CheckVerdict Hung(string message) => new(message, Backoff.Hung);
}
