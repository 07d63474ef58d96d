using System.Collections.Frozen;

namespace Basenode.Engine.Variables;

/// <summary>Which names a variable may have, so that a template can say them.</summary>
internal static class VariableNames
{
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(StringComparer.Ordinal,
        "if", "else", "end", "for", "in", "while", "break", "continue", "func", "ret", "capture", "readonly", "import", "with", "wrap", "case", "when",
        "do", "tablerow", "this", "true", "false", "null", "empty", "blank");

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string name)
    {
        bool isIdentifier = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return !isIdentifier ? "is not a valid name; use letters, digits and '_', but not a digit first"
            : Keywords.Contains(name) ? "is a word of the template language"
            : null;
    }
}
