using System.Collections.Immutable;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Origins;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;

namespace Basenode.Engine.Delivery;

/// <summary>What is known of one target from pass to pass, so that a pass in which nothing changed reads and hashes nothing.</summary>
internal sealed class TargetTrack(string target, TargetStateStore store)
{
    private string? text;
    private string textHash = "";
    private string path = "";
    private InPlace inPlace = InPlace.Nothing;
    private TargetState? state;

    /// <summary>What is remembered through restarts.</summary>
    public TargetState State
    {
        get => state ??= store.Load(target);
        private set => state = value;
    }

    /// <summary>What made the file in place.</summary>
    public ImmutableArray<SourceFile> MadeBy { get; set; } = [];

    /// <summary>The refusal of a check, by the hash of the text.</summary>
    public RetryState? CheckRefusal { get; set; }

    /// <summary>Why the file cannot be written.</summary>
    public RetryState? WriteProblem { get; set; }

    /// <summary>Notes that the file could not be written.</summary>
    /// <returns>When it is tried again.</returns>
    public DateTimeOffset WriteFailed(string message, RetryClock retries)
    {
        WriteProblem = retries.After(WriteProblem, "", message, Backoff.Unreachable);
        return WriteProblem.RetryAt;
    }

    /// <summary>The revision of the contributions at the last retry. With other contributions everything is tried again. After a start, it is the revision in use then.</summary>
    public long? RetryRevision { get; set; }

    /// <summary>The hash of a rendered text, which is the same object for as long as none of its inputs changed.</summary>
    public string HashOf(string rendered)
    {
        if (!ReferenceEquals(text, rendered))
        {
            (text, textHash) = (rendered, ContentHash.Of(rendered));
        }

        return textHash;
    }

    /// <summary>Looks at the file in place; reads it only when it is not the one that was last seen.</summary>
    /// <exception cref="IOException">It is no file or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public InPlace Look(string destination)
    {
        FileStamp? stamp = Files.Destination.Look(destination);
        if (path != destination || inPlace.Stamp != stamp)
        {
            (path, inPlace) = (destination, stamp is null ? InPlace.Nothing : new InPlace(stamp, ContentHash.OfFile(destination)));
        }

        return inPlace;
    }

    /// <summary>Notes what was just put in place.</summary>
    /// <remarks>The next look reads the file once: an edit that came right behind the rename would otherwise give its stamp to our content.</remarks>
    public InPlace Put(string destination, string hash)
    {
        (path, inPlace) = ("", InPlace.Nothing);
        return hash.Length == 0 ? InPlace.Nothing : new InPlace(FileStamp.Read(destination), hash);
    }

    /// <summary>Forgets what was read of the state, as another engine may have written it until now.</summary>
    public void Recall() => state = null;

    /// <summary>Replaces what is remembered.</summary>
    /// <param name="lasting">Whether it must last through a loss of power.</param>
    public void Remember(TargetState next, bool lasting)
    {
        if (next != State)
        {
            State = next;
            store.Save(target, next, lasting);
        }
    }

    /// <summary>Starts anew for another destination, and knows nothing confirmed by another reload.</summary>
    public void Begin(string destination, string reload)
    {
        TargetState known = State.Destination == destination || State.Destination.Length == 0 ? State : TargetState.Empty;
        State = known.Reload == reload
            ? known with { Destination = destination }
            : known with { Destination = destination, Reload = reload, Applied = "", Refused = null, Pending = null };
    }

    /// <summary>Whether a retry still bars another try.</summary>
    public bool IsBarred(RetryState? retry, DateTimeOffset now, long revision)
    {
        RetryRevision ??= revision;
        return retry is not null && retry.IsWaiting(now) && RetryRevision == revision;
    }
}
