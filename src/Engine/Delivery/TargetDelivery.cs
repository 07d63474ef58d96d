using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Delivery;

/// <summary>One target on its way through one pass: each step reads what the steps before it have found, and adds its own.</summary>
internal sealed class TargetDelivery(RenderedTarget rendered, TargetTrack track) : IDisposable
{
    private readonly List<string> notices = [];
    private string verdict = "";

    public TargetDefinition Target => rendered.Target;

    public RenderedTarget Rendered => rendered;

    public TargetTrack Track => track;

    public TargetState State => track.State;

    /// <summary>The file itself: below the root, links followed.</summary>
    public string Path { get; set; } = rendered.Target.Destination;

    /// <summary>Why there is no such path, or why this target may not write it; null when it may.</summary>
    public string? PathProblem { get; set; }

    /// <summary>The hash of the rendered text; empty without one.</summary>
    public string TextHash { get; } = rendered.Text is { } text ? track.HashOf(text) : "";

    /// <summary>What is in place now.</summary>
    public InPlace InPlace { get; set; } = InPlace.Nothing;

    /// <summary>What is to be put in place.</summary>
    public WriteKind Write { get; set; }

    /// <summary>Its content, once it is staged.</summary>
    public PlannedWrite? Planned { get; set; }

    /// <summary>The staged file.</summary>
    public Candidate? Candidate { get; set; }

    /// <summary>Whether the file in place can be seen and may be written.</summary>
    public bool IsAccessible { get; set; } = true;

    /// <summary>Whether the file in place has another mode or owner than it should.</summary>
    public bool IsMisowned { get; set; }

    /// <summary>How it stands so far.</summary>
    public TargetOutcome Outcome { get; private set; } = TargetOutcome.Unchanged;

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>What is known of it.</summary>
    /// <param name="isCheckRefused">Whether its check refused this text, and is not asked again yet.</param>
    public TargetFacts Facts(bool isCheckRefused = false) => new()
    {
        Text = TextHash,
        InPlace = InPlace.Hash,
        State = State,
        IsAccessible = IsAccessible,
        IsMisowned = IsMisowned,
        IsCheckRefused = isCheckRefused,
    };

    /// <summary>Why its text is not tried: the refusal of its check, else that of the reload.</summary>
    public RetryState? Refusal(RetryState? ofReload) => ofReload ?? Track.CheckRefusal;

    /// <summary>Finds the file that the target writes.</summary>
    public void Locate(string root)
    {
        try
        {
            Path = Destination.Resolve(root, Target.Destination);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            PathProblem = exception.Message;
        }
    }

    /// <summary>Adds a sentence to the target's message, whatever its outcome is.</summary>
    public void Say(string message) => notices.Add(message);

    /// <summary>Says how it stands.</summary>
    public void Conclude(TargetOutcome outcome, string message, DateTimeOffset? retryAt = null)
    {
        (Outcome, verdict, RetryAt) = (outcome, message, retryAt);
    }

    /// <summary>Says that its reload is still due. What went wrong with its new text is said before that.</summary>
    public void Postpone(RetryState pending)
    {
        if (Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied)
        {
            Conclude(TargetOutcome.Pending, pending.Message, pending.RetryAt);
            return;
        }

        Conclude(Outcome, $"{verdict}\nthe file in place may not be in use yet: {pending.Message}", pending.RetryAt < RetryAt ? pending.RetryAt : RetryAt);
    }

    /// <summary>Leaves the file in place as it is, and says why.</summary>
    public void GiveUp(TargetOutcome outcome, string message, DateTimeOffset? retryAt)
    {
        Candidate?.Dispose();
        (Candidate, Write) = (null, WriteKind.None);
        Conclude(outcome, message, retryAt);
    }

    /// <summary>How it stands after the pass.</summary>
    public TargetReport Report() => new()
    {
        MadeBy = TextHash.Length > 0 && InPlace.Hash == TextHash ? Track.MadeBy = rendered.Sources : Track.MadeBy,
        Target = Target.Name,
        Destination = Path,
        Outcome = rendered.Error is not null ? TargetOutcome.RenderFailed : rendered.Waiting is not null ? TargetOutcome.Waiting : Outcome,
        Message = string.Join('\n', ((string[])[rendered.Error ?? rendered.Waiting ?? "", .. notices, verdict]).Where(part => part.Length > 0)),
        RetryAt = rendered.RetryAt < RetryAt ? rendered.RetryAt : RetryAt ?? rendered.RetryAt,
        IsInUse = InPlace.Hash.Length > 0 && InPlace.Hash == State.Applied,
        Installed = InPlace.Hash,
        Applied = State.LastGood,
        AppliedAt = State.AppliedAt,
    };

    public void Dispose() => Candidate?.Dispose();
}
