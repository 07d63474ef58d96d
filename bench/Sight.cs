namespace Basenode.Bench;

/// <summary>What a whole file shows when it has a change.</summary>
/// <param name="Text">A text that only this change brings, or takes away.</param>
/// <param name="IsThere">Whether it brings it.</param>
internal sealed record Sight(string Text, bool IsThere)
{
    /// <summary>The last line of every file, so that half a file shows nothing.</summary>
    public const string End = "\nend\n";

    /// <summary>The text is in the file.</summary>
    public static Sight Of(string text) => new(text, IsThere: true);

    /// <summary>The text is no longer in the file.</summary>
    public static Sight Without(string text) => new(text, IsThere: false);

    /// <summary>Whether a file shows it.</summary>
    public bool In(string file) => file.EndsWith(End, StringComparison.Ordinal) && file.Contains(Text, StringComparison.Ordinal) == IsThere;
}
