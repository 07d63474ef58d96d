namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Finds the directives of a script without a compiler. C# allows them only before the first code, so only blanks, comments and other directives are stepped over.</summary>
internal static class ScriptDirectives
{
    /// <summary>The <c>#load</c> and <c>#r</c> directives, in order. One that is not well formed is left to the compiler to refuse.</summary>
    public static IReadOnlyList<ScriptDirective> Read(string text)
    {
        var directives = new List<ScriptDirective>();
        int at = 0;
        while ((at = FirstCode(text, at)) < text.Length && text[at] == '#')
        {
            int end = text.AsSpan(at).IndexOfAny('\r', '\n');
            end = end < 0 ? text.Length : at + end;
            if (Parse(text[(at + 1)..end]) is var (name, argument))
            {
                ReadOnlySpan<char> before = text.AsSpan(0, at);
                directives.Add(new ScriptDirective(name, argument, before.Count('\n') + 1, at - before.LastIndexOf('\n')));
            }

            at = end;
        }

        return directives;
    }

    // Steps over blanks and comments.
    private static int FirstCode(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == '\uFEFF')
            {
                at++;
            }
            else if (Skip(text, at, "//", "\n") is { } afterLine)
            {
                at = afterLine;
            }
            else if (Skip(text, at, "/*", "*/") is { } afterComment)
            {
                at = afterComment;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static int? Skip(string text, int at, string start, string end)
    {
        if (string.CompareOrdinal(text, at, start, 0, start.Length) != 0)
        {
            return null;
        }

        int found = text.IndexOf(end, at + start.Length, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + end.Length;
    }

    private static (string Name, string Argument)? Parse(string line)
    {
        string trimmed = line.TrimStart();
        string? name = trimmed.StartsWith("load", StringComparison.Ordinal) ? "load" : trimmed.StartsWith('r') ? "r" : null;
        if (name is null)
        {
            return null;
        }

        string rest = trimmed[name.Length..].TrimStart();
        int close = rest.StartsWith('"') ? rest.IndexOf('"', 1) : -1;
        return close < 0 ? null : (name, rest[1..close]);
    }
}

/// <summary>A <c>#load</c> or <c>#r</c> of a script.</summary>
/// <param name="Name"><c>load</c> or <c>r</c>.</param>
/// <param name="Argument">The text between its quotes.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Of the <c>#</c>, counted from 1.</param>
internal readonly record struct ScriptDirective(string Name, string Argument, int Line, int Column);
