using System.Collections.Frozen;

namespace Basenode.Engine.Text;

/// <summary>What names of contributions may look like. Each rule gives null for a name that is valid, else a phrase that names it and says what would be valid.</summary>
internal static class NameRules
{
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(StringComparer.Ordinal,
        "if", "else", "end", "for", "in", "while", "break", "continue", "func", "ret", "capture", "readonly", "import", "with", "wrap", "case", "when",
        "do", "tablerow", "this", "true", "false", "null", "empty", "blank");

    /// <summary>The name of a target, check or reload action: ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not beginning with <c>-</c> or <c>.</c></summary>
    /// <param name="kind">What has the name: <c>target</c>.</param>
    public static string? Problem(string kind, string? name) =>
        name is { Length: > 0 } && name[0] is not ('-' or '.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"invalid {kind} name '{name}': use letters, digits, -, _ and ., and do not begin with - or .";

    /// <summary>The name of a variable or function, which templates can use: ASCII letters, digits and <c>_</c>, not beginning with a digit, no keyword.</summary>
    /// <param name="kind">What has the name: <c>variable</c>.</param>
    public static string? TemplateProblem(string kind, string? name) =>
        name is not { Length: > 0 } || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? $"invalid {kind} name '{name}': use letters, digits and _, and do not begin with a digit"
            : Keywords.Contains(name) ? $"invalid {kind} name '{name}': it is a keyword of the template language"
            : null;
}
