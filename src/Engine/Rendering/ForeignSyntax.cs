using System.Text.RegularExpressions;
using Scriban.Parsing;

namespace Basenode.Engine.Rendering;

/// <summary>Finds what is written in Jinja's or Go's way, and says how it is written here.</summary>
internal static partial class ForeignSyntax
{
    private static readonly Dictionary<string, string> Statements = new(StringComparer.Ordinal)
    {
        ["for"] = "{{ for item in list }}", ["endfor"] = "{{ end }}", ["if"] = "{{ if condition }}", ["elif"] = "{{ else if condition }}",
        ["else"] = "{{ else }}", ["endif"] = "{{ end }}", ["set"] = "{{ name = value }}", ["include"] = "{{ include 'name.sbn' }}",
        ["macro"] = "{{ func name(a) }} and {{ end }}", ["endmacro"] = "{{ end }}", ["with"] = "{{ with object }}", ["endwith"] = "{{ end }}",
        ["raw"] = "{%{ and }%}", ["endraw"] = "{%{ and }%}", ["block"] = "{{ include 'name.sbn' }}", ["endblock"] = "{{ end }}",
        ["extends"] = "{{ include 'name.sbn' }}", ["import"] = "{{ include 'name.sbn' }}", ["filter"] = "{{ capture text }} and a pipe",
    };

    /// <summary>Jinja's blocks and comments. For this template language they are text, and would be written to the file as they are.</summary>
    public static IEnumerable<(SourceSpan Span, string Message)> Blocks(string name, string text)
    {
        foreach (Match match in JinjaBlock().Matches(text))
        {
            if (match.Groups["comment"].Success)
            {
                yield return (Span(name, text, match), "this is a comment in Jinja; here write {{ # comment }}, or put {%{ … }%} around text that must stay as it is");
            }
            else if (match.Groups["word"] is { Success: true, Value: string word } && Statements.TryGetValue(word, out string? here))
            {
                yield return (Span(name, text, match), $"'{word}' is Jinja; here write {here}, or put {{%{{ … }}%}} around text that must stay as it is");
            }
        }
    }

    /// <summary>What explains why a template cannot be parsed.</summary>
    public static IEnumerable<(SourceSpan Span, string Message)> InCode(string name, string text)
    {
        foreach (Match code in Code().Matches(text))
        {
            if (Hint(code.Groups["code"].Value) is { } hint)
            {
                yield return (Span(name, text, code), hint);
            }
        }
    }

    private static string? Hint(string code) =>
        code.TrimStart().StartsWith("/*", StringComparison.Ordinal) ? "this is a comment in Go templates; here write {{ # comment }}"
        : GoAssignment().IsMatch(code) ? "':=' is Go; here write name = value"
        : GoRange().IsMatch(code) ? "'range' is Go; here write {{ for item in list }}"
        : GoMember().Match(code) is { Success: true } member
            ? $"'.{member.Groups["name"].Value}' is Go; here write the variable's name, and its members in lower case with '_': item.{Text.SnakeCase.From(member.Groups["name"].Value)}"
        : GoComparison().Match(code) is { Success: true } comparison ? $"'{comparison.Groups["word"].Value}' is Go; here {Functions.Suggestion.Comparison(comparison.Groups["word"].Value)}"
        : null;

    private static SourceSpan Span(string name, string text, Match match) => new(name, Position(text, match.Index), Position(text, match.Index + match.Length - 1));

    private static TextPosition Position(string text, int offset)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, offset);
        return new TextPosition(offset, before.Count('\n'), offset - (before.LastIndexOf('\n') + 1));
    }

    // What is marked as text comes first, so that nothing is found in it.
    [GeneratedRegex(@"\{(?<marks>%+)\{.*?\}\k<marks>\}|\{%[-+]?[ \t]*(?<word>\w+)\b[^\n]*?%\}|(?<comment>\{#(?!\{)[^\n]*?#\})", RegexOptions.Singleline)]
    private static partial Regex JinjaBlock();

    [GeneratedRegex(@"\{(?<marks>%+)\{.*?\}\k<marks>\}|\{\{[-~]?(?<code>.*?)[-~]?\}\}", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\$?\w+\s*:=")]
    private static partial Regex GoAssignment();

    [GeneratedRegex(@"^\s*range\b")]
    private static partial Regex GoRange();

    [GeneratedRegex(@"(?:^|[\s(])\.(?<name>[A-Za-z]\w*)")]
    private static partial Regex GoMember();

    [GeneratedRegex(@"^\s*(?:if|else if)?\s*\(?(?<word>eq|ne|lt|le|gt|ge|and|or|not)\s+\S")]
    private static partial Regex GoComparison();
}
