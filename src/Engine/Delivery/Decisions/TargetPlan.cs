using Basenode.Engine.Model;

namespace Basenode.Engine.Delivery.Decisions;

/// <summary>What is to be done with one target, and how it stands so far.</summary>
/// <param name="Write">What to put in place.</param>
/// <param name="Verdict">Why its own text is not put in place; <see cref="TargetOutcome.Unchanged"/> when nothing stands against it.</param>
/// <param name="HeldBy">The target whose failure holds this one back, by its place in the group; null for none.</param>
internal sealed record TargetPlan(WriteKind Write, TargetOutcome Verdict = TargetOutcome.Unchanged, int? HeldBy = null)
{
    /// <summary>Nothing is to be done.</summary>
    public static TargetPlan Keep { get; } = new(WriteKind.None);
}

/// <summary>What to put in place.</summary>
internal enum WriteKind
{
    /// <summary>Nothing: what is there stays.</summary>
    None,

    /// <summary>The rendered text, checked before.</summary>
    Text,

    /// <summary>The rendered text, which was confirmed before and changed from outside: it needs no check, and no other target holds it back.</summary>
    ConfirmedText,

    /// <summary>What a roll-back puts in place: the last good content, else what was there before the engine's first commit, which may be nothing.</summary>
    Fallback,
}
