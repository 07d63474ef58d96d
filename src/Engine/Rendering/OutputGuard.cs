using System.Buffers;
using System.Globalization;
using System.Text;

namespace Basenode.Engine.Rendering;

/// <summary>Knows text that would change the shape of a file: whatever some reader takes for a line break, and NUL.</summary>
internal static class OutputGuard
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\0\v\f\u0085\u2028\u2029");

    /// <summary>Whether a text has a line break or NUL in it.</summary>
    public static bool IsBrokenBy(ReadOnlySpan<char> text) => text.ContainsAny(Breaks);

    /// <summary>Why a value may not be written as it is.</summary>
    public static string Refusal(string text) =>
        $"this expression yields a line break or NUL: \"{Escape(text)}\"; quote it (haproxy_quote, json, one_line), or pass it through 'raw' where several lines are meant";

    /// <summary>A text for a message: control and format characters as escapes, at most 80 characters.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char letter in text)
        {
            if (escaped.Length >= 80)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(letter switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\0' => "\\0",
                _ when IsUnseen(letter) => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }

    // Format characters turn the reading direction of a terminal; surrogates are cut by the limit.
    private static bool IsUnseen(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
