namespace Basenode.Engine.Delivery;

/// <summary>What became of a check.</summary>
/// <param name="Refusal">Why the candidate must not be put in place; null when it may.</param>
/// <param name="IsLasting">Whether another try would cost much or say the same; false when the check could not be made.</param>
internal sealed record CheckVerdict(string? Refusal, bool IsLasting)
{
    /// <summary>The candidate may be put in place.</summary>
    public static CheckVerdict Accepted { get; } = new(null, IsLasting: false);
}
