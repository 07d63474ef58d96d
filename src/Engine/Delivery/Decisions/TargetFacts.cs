using System.Collections.Immutable;
using Basenode.Engine.Delivery.States;

namespace Basenode.Engine.Delivery.Decisions;

/// <summary>What is known of a target when its delivery is decided. Contents are named by their hashes; an empty hash is no content.</summary>
internal sealed record TargetFacts
{
    /// <summary>The rendered text; empty without one (its template failed, or waits).</summary>
    public required string Text { get; init; }

    /// <summary>The file in place; empty when there is none.</summary>
    public required string InPlace { get; init; }

    /// <summary>What is remembered of the target on disk.</summary>
    public required TargetState State { get; init; }

    /// <summary>Whether the file in place can be seen and may be written.</summary>
    public bool IsAccessible { get; init; } = true;

    /// <summary>Whether the file in place has another mode or owner than it should.</summary>
    public bool IsMisowned { get; init; }

    /// <summary>Whether its check refused this text, and is not asked again yet.</summary>
    public bool IsCheckRefused { get; init; }

    /// <summary>Whether somebody else has changed or deleted the file, so that nobody knows what the program uses.</summary>
    public bool WasEdited => IsAccessible && State.IsForeign(InPlace);

    /// <summary>Whether the program is not known to use what the engine has put in place.</summary>
    public bool IsUnconfirmed => InPlace.Length > 0 && InPlace != State.Applied && (InPlace == Text || State.IsOwn(InPlace));

    /// <summary>Whether the program is known to use what is in place.</summary>
    public bool IsConfirmed => InPlace.Length > 0 && InPlace == State.Applied;

    /// <summary>Whether something else is in place than a roll-back would put there.</summary>
    public bool CanRollBack => InPlace.Length > 0 && State.Fallback is { } fallback && fallback != InPlace;
}

/// <summary>What is known of the targets of one delivery lane.</summary>
/// <param name="Targets">The targets, in the order of declaration.</param>
/// <param name="HasReload">Whether they share a reload.</param>
internal sealed record GroupFacts(ImmutableArray<TargetFacts> Targets, bool HasReload)
{
    /// <summary>Whether the reload refused this set of texts, and they are not tried again yet.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether the reload could not be reached, and is not tried again yet.</summary>
    public bool IsPostponed { get; init; }

    /// <summary>Whether the reload action was made just now, so that it knows nothing of what is in place.</summary>
    public bool IsActionNew { get; init; }

    /// <summary>Whether a reload is due.</summary>
    public bool IsDue => HasReload && Targets.Any(target => target.IsUnconfirmed);
}
