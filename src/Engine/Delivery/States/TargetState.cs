using Basenode.Engine.Supervision;
using Basenode.Engine.Text;

namespace Basenode.Engine.Delivery.States;

/// <summary>What is remembered of a target through restarts: <c>state.json</c>. Hashes are those of <see cref="ContentHash"/>; empty for none.</summary>
/// <remarks>
/// It is written before a commit, so that whatever a killed engine left in place is known as its own (<see cref="Installing"/>), and again after the reload.
/// A reload is due while what is in place differs from <see cref="Applied"/>: a state that is lost or too old costs one reload more, never one less.
/// </remarks>
internal sealed record TargetState
{
    /// <summary>Nothing is known.</summary>
    public static TargetState Empty { get; } = new();

    /// <summary>The path that this is about; a target that moved starts anew.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The reload that this is about; another one has confirmed nothing yet.</summary>
    public string Reload { get; init; } = "";

    /// <summary>What was in place when the last pass had done its work.</summary>
    public string Installed { get; init; } = "";

    /// <summary>What is being put in place; empty when the reload after it is over.</summary>
    public string Installing { get; init; } = "";

    /// <summary>What the program is known to use. Empty from the moment that something else is put in place until a reload is confirmed.</summary>
    public string Applied { get; init; } = "";

    /// <summary>The content of the file <c>last-good</c>: what was last confirmed.</summary>
    public string LastGood { get; init; } = "";

    /// <summary>The reload that confirmed <see cref="LastGood"/>. Another one has perhaps never seen that content.</summary>
    public string ConfirmedBy { get; init; } = "";

    /// <summary>When <see cref="LastGood"/> was confirmed; null before a release that notes it did.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>The content of the file <c>before</c>: what was in place before the first commit. Empty when there was no file; null before the first commit.</summary>
    public string? Before { get; init; }

    /// <summary>What was refused by the reload and is not to be tried again yet.</summary>
    public RetryState? Refused { get; init; }

    /// <summary>Why the reload is still due.</summary>
    public RetryState? Pending { get; init; }

    /// <summary>What a roll-back puts in place: empty for no file, null for leaving what is there, as the engine has changed nothing yet.</summary>
    public string? Fallback => LastGood.Length > 0 ? LastGood : Before;

    /// <summary>Whether the engine has put this content in place, or a pass has found it right.</summary>
    public bool IsOwn(string hash) => hash.Length > 0 && (hash == Installed || hash == Installing);

    /// <summary>Whether somebody else has changed or deleted what the engine had put in place.</summary>
    public bool IsForeign(string hash) => Installed.Length + Installing.Length > 0 && !IsOwn(hash);
}
