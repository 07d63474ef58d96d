namespace Basenode.Engine.Delivery.Memories;

/// <summary>What is remembered of a target through restarts: <c>state.json</c>. Hashes are those of <see cref="Files.ContentHash"/>; empty for none.</summary>
/// <remarks>
/// It is written before a commit, so that whatever a killed engine left in place is known as its own (<see cref="Installing"/>), and after the reload.
/// A reload is due while the hash of what is in place differs from <see cref="Applied"/>: a memory that is lost or too old costs one reload more, never one less.
/// </remarks>
internal sealed record TargetMemory
{
    /// <summary>Nothing is known.</summary>
    public static TargetMemory Empty { get; } = new();

    /// <summary>The path that this is about; a target that moved starts anew.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The reload that confirmed <see cref="Applied"/>; another one has confirmed nothing yet.</summary>
    public string Reload { get; init; } = "";

    /// <summary>What the engine last put in place, or found and left.</summary>
    public string Installed { get; init; } = "";

    /// <summary>What it is about to put in place, or has; empty once the reload is over.</summary>
    public string Installing { get; init; } = "";

    /// <summary>What the program is known to use; empty when that is not known.</summary>
    public string Applied { get; init; } = "";

    /// <summary>The content of the file <c>last-good</c>: what was last confirmed.</summary>
    public string LastGood { get; init; } = "";

    /// <summary>The content of the file <c>before</c>: what was in place before the first commit. Empty when there was no file; null before the first commit.</summary>
    public string? Before { get; init; }

    /// <summary>What was refused by the reload and is not to be tried again yet.</summary>
    public Setback? Refused { get; init; }

    /// <summary>Why the reload is still due.</summary>
    public Setback? Pending { get; init; }

    /// <summary>Whether the engine itself put a content in place, as far as it knows. True when it knows nothing.</summary>
    public bool Knows(string hash) => (Installed.Length == 0 && Installing.Length == 0) || hash == Installed || hash == Installing;
}
