namespace Basenode.Engine.Handoffs;

/// <summary>What a run would do to one target.</summary>
internal sealed record TargetPreview
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The path of the file.</summary>
    public required string Destination { get; init; }

    /// <summary>The text in place; null when there is no file.</summary>
    public string? Current { get; init; }

    /// <summary>The text that would be put in place; null when rendering failed.</summary>
    public string? Proposed { get; init; }

    /// <summary>Why there is no text: the whole rendering error, or what is waited for.</summary>
    public string? Error { get; init; }

    /// <summary>The check's refusal; null when it accepted, or when there is no check or nothing to check.</summary>
    public string? Refusal { get; init; }

    /// <summary>The check that gave the verdict, in words; null when the target has none.</summary>
    public string? Check { get; init; }

    /// <summary>What the reload would do, from the action's own plan; null when nothing would change or the target has none.</summary>
    public string? Plan { get; init; }

    /// <summary>Whether a run would write the file.</summary>
    public bool WouldChange => Proposed is not null && !string.Equals(Current, Proposed, StringComparison.Ordinal);

    /// <summary>Whether a run would do anything: write the file, or make a reload that is due.</summary>
    public bool WouldAct => WouldChange || Plan is not null;
}
