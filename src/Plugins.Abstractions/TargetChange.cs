namespace Basenode.Plugins;

/// <summary>The old and new content of one target.</summary>
public sealed record TargetChange
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The template's name; null for a target made by code.</summary>
    public string? Template { get; init; }

    /// <summary>The path of the file, which holds <see cref="NewContent"/> when the action is applied.</summary>
    public required string Destination { get; init; }

    /// <summary>What the program was last seen to use: the content last confirmed by this action. Null when nothing was confirmed yet.</summary>
    public string? OldContent { get; init; }

    /// <summary>What the program is to use now.</summary>
    public required string NewContent { get; init; }

    /// <summary>Whether the two contents differ.</summary>
    public bool IsChanged => !string.Equals(OldContent, NewContent, StringComparison.Ordinal);
}
