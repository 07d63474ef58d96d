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

    /// <summary>Since when it is being delivered; null when it is not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it is tried again without a change of its inputs; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The hash of the file in place, 16 hexadecimal digits; empty when there is none.</summary>
    public string Installed { get; init; } = "";

    /// <summary>The hash of the content that its reload last confirmed; empty when none was.</summary>
    public string Applied { get; init; } = "";
}
