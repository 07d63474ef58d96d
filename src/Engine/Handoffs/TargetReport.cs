namespace Basenode.Engine.Handoffs;

/// <summary>How one target stands after a pass, and why.</summary>
internal sealed record TargetReport
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The path of the file.</summary>
    public required string Destination { get; init; }

    /// <summary>How it stands.</summary>
    public required TargetOutcome Outcome { get; init; }

    /// <summary>How it was applied, what it waits for, or what went wrong; whole, may have several lines. Empty when unchanged.</summary>
    public string Message { get; init; } = "";

    /// <summary>Since when it stands so; null where nobody knows, and where all is well.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether the program is known to use the file in place. Where it is not, an older file may be in use, or none.</summary>
    public bool IsInUse { get => field || Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied; init; }

    /// <summary>When it is tried again without a change of its inputs; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The hash of the file in place, 16 hexadecimal digits; empty when there is none.</summary>
    public string Installed { get; init; } = "";

    /// <summary>The hash of the content that its reload last confirmed; empty when none was.</summary>
    public string Applied { get; init; } = "";
}
