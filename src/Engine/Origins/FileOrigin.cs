namespace Basenode.Engine.Origins;

/// <summary>Where one version of a file is from.</summary>
/// <param name="Repository">The name of the repository; empty when it is not known.</param>
/// <param name="Commit">The commit of the work tree, 12 digits; empty when it is not known.</param>
/// <param name="IsClean">Whether the file is as in that commit; false also for a file that the commit does not have. Null when nobody knows.</param>
internal sealed record FileOrigin(string Repository, string Commit, bool? IsClean)
{
    /// <summary>How many digits of a commit are told: the same everywhere, so that engines can be compared.</summary>
    public const int CommitDigits = 12;

    /// <summary>Nothing is known.</summary>
    public static FileOrigin Unknown { get; } = new("", "", null);

    /// <summary>Whether the commit is known.</summary>
    public bool IsKnown => Commit.Length > 0;

    /// <summary>A commit as it is told; empty for what is none.</summary>
    public static string Short(string? commit) =>
        commit is { Length: >= 7 and <= 64 } && commit.All(char.IsAsciiHexDigit) ? commit[..Math.Min(commit.Length, CommitDigits)].ToLowerInvariant() : "";

    /// <summary>In words: <c>1a2b3c4d5e6f (changed)</c>.</summary>
    public override string ToString() => !IsKnown ? "an unknown commit" : IsClean switch
    {
        true => Commit,
        false => $"{Commit} (changed)",
        null => $"{Commit} (not known whether changed)",
    };
}
