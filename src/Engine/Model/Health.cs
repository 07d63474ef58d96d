using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>The engine's health: the worst level of its conditions, and the conditions, the worst first.</summary>
internal sealed record Health(HealthLevel Level, ImmutableArray<HealthCondition> Conditions)
{
    /// <summary>Before anything is known.</summary>
    public static Health Unknown { get; } = new(HealthLevel.Unhealthy, []);
}

/// <summary>One reason why the engine is not healthy.</summary>
/// <param name="Level">How bad it is by itself.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">Whom it is about.</param>
/// <param name="Message">What is wrong, whole; may have several lines.</param>
/// <param name="Since">Since when; null where nobody knows.</param>
internal sealed record HealthCondition(HealthLevel Level, ProblemKind Kind, string Subject, string Message, DateTimeOffset? Since);

/// <summary>How well the engine does what it is for.</summary>
internal enum HealthLevel
{
    /// <summary>Everything that is known is applied.</summary>
    Healthy,

    /// <summary>Every target is in use, but something is frozen, stale, held, quarantined or failing behind a last good value.</summary>
    Degraded,

    /// <summary>A target is not in use, or may be missing.</summary>
    Unhealthy,
}
