namespace Basenode.Plugins;

/// <summary>A candidate to check.</summary>
public sealed record CheckRequest
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The template's name; null for a target made by code.</summary>
    public string? Template { get; init; }

    /// <summary>Where the file will be put.</summary>
    public required string Destination { get; init; }

    /// <summary>The staged file. It has its final mode and owner, so a less privileged user may be unable to read it; <see cref="Content"/> is the same text.</summary>
    public required string Candidate { get; init; }

    /// <summary>The candidate's whole text.</summary>
    public required string Content { get; init; }
}
