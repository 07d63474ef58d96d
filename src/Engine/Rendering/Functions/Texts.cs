using System.Collections;
using System.Text.RegularExpressions;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Text: what Scriban's <c>string</c> and <c>regex</c> lack, and short names for what other tools have at the top.</summary>
internal static class Texts
{
    /// <summary>How long a regular expression may look for a match.</summary>
    public static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(1);

    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("regex_match", ["text", "pattern"], call => Match(call, 1, pattern => Regex.IsMatch(call.Text(0), pattern, RegexOptions.CultureInvariant, RegexLimit))),
        new("regex_replace", ["text", "pattern", "replacement"], call =>
            Match(call, 1, pattern => Regex.Replace(call.Text(0), pattern, call.Text(2), RegexOptions.CultureInvariant, RegexLimit))),
        new("split", ["text", "separator"], call => Split(call.Text(0), call.Text(1))),
        new("join", ["list", "separator?"], call => string.Join(call.Text(1), call.List(0).Select(item => call.Context.ObjectToString(item)))),
        new("trim", ["text", "characters?"], call => call.OptionalText(1) is { Length: > 0 } letters ? call.Text(0).Trim(letters.ToCharArray()) : call.Text(0).Trim()),
        new("trim_prefix", ["text", "prefix"], call =>
            call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal) ? call.Text(0)[call.Text(1).Length..] : call.Text(0)),
        new("trim_suffix", ["text", "suffix"], call =>
            call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal) ? call.Text(0)[..^call.Text(1).Length] : call.Text(0)),
        new("indent", ["text", "spaces"], call => call.Context.Multiline(Indent(call.Text(0), (int)Math.Clamp(call.RequiredNumber(1), 0, 1000)))),
        new("raw", ["text"], call => call.Context.Multiline(call.Text(0))),
        new("if_empty", ["value", "default"], call => IsEmpty(call.Value(0)) ? call.Value(1) : call.Value(0)),
        new("one_line", ["text"], call => OneLine(call.Text(0))),
    ];

    /// <summary>A text with a blank in place of each control character and line break.</summary>
    public static string OneLine(string text) => string.Create(text.Length, text, static (line, source) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        }
    });

    // What other template languages take for false.
    private static bool IsEmpty(object? value) => value switch
    {
        null or false or "" or 0 or 0L or 0.0 => true,
        string => false,
        IEnumerable items => !items.GetEnumerator().MoveNext(),
        _ => false,
    };

    private static object Match(FunctionCall call, int pattern, Func<string, object> match)
    {
        try
        {
            return match(call.Text(pattern));
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FunctionException($"the search for the pattern \"{LogText.Escape(call.Text(pattern))}\" took longer than {RegexLimit.TotalSeconds} s");
        }
        catch (RegexParseException exception)
        {
            throw new FunctionException($"the pattern is not a valid regular expression: {exception.Message}");
        }
    }

    private static string[] Split(string text, string separator) =>
        text.Length == 0 ? [] : separator.Length == 0 ? [.. text.Select(letter => letter.ToString())] : text.Split(separator);

    private static string Indent(string text, int spaces)
    {
        string indent = new(' ', spaces);
        return string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : indent + line));
    }
}
