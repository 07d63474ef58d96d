namespace Basenode.Plugins;

/// <summary>A command line, already split into words. Made by <c>Run</c>.</summary>
/// <param name="Words">The program and its arguments, with placeholders not yet filled in.</param>
/// <param name="Timeout">After this its process group is killed; null for the default of its use.</param>
/// <param name="User">The user it runs as; null for the engine's.</param>
public sealed record CommandAction(IReadOnlyList<string> Words, TimeSpan? Timeout, string? User) : TargetAction
{
    /// <summary>Equal when words, time-out and user are.</summary>
    public bool Equals(CommandAction? other) =>
        other is not null && Timeout == other.Timeout && User == other.User && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Words.Count, Words.Count > 0 ? Words[0] : null, Timeout, User);

    /// <summary>The words as one would type them.</summary>
    public override string ToString() => string.Join(' ', Words.Select(word => word.Length == 0 || HasSpace(word) ? $"'{word}'" : word));

    // The spaces of a placeholder separate nothing.
    private static bool HasSpace(ReadOnlySpan<char> word)
    {
        int start = word.IndexOf("{{");
        int length = start < 0 ? -1 : word[start..].IndexOf("}}");
        return length < 0 ? word.Contains(' ') : word[..start].Contains(' ') || HasSpace(word[(start + length + 2)..]);
    }
}
