using System.Buffers;
using System.Globalization;
using System.Text;

namespace Basenode.Engine.Text;

/// <summary>
/// Makes foreign text fit for a log line, a message or a terminal. Names, tags and keys of a cluster may hold escape sequences that would rewrite the
/// screen, line breaks that would forge a line, or marks that turn the direction of reading. Secrets are masked before anything is escaped or cut.
/// </summary>
internal static class LogText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> PlainValue = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>A whole line: everything invisible is written as an escape, a line break too. Tabs stay.</summary>
    public static string Line(string text)
    {
        text = SecretMask.Process.Apply(text);
        return text.AsSpan().ContainsAnyExcept(Plain) ? Escape(text, int.MaxValue, IsVisible, isLine: true) : text;
    }

    /// <summary>
    /// A value within a message: everything invisible is written as an escape, and a backslash is doubled, so that no two values look the same. A longer
    /// one is cut and ends in <c>…</c>.
    /// </summary>
    public static string Escape(string text, int limit = 80)
    {
        text = SecretMask.Process.Apply(text);
        return text.Length <= limit && !text.AsSpan().ContainsAnyExcept(PlainValue) ? text : Escape(text, limit, IsVisible, isLine: false);
    }

    /// <summary>A value that was refused. Letters beyond ASCII are escapes too: one that only looks like another may be the reason.</summary>
    public static string EscapeToAscii(string text, int limit = 80)
    {
        text = SecretMask.Process.Apply(text);
        return text.Length <= limit && !text.AsSpan().ContainsAnyExcept(PlainValue) ? text : Escape(text, limit, rune => rune.Value is >= ' ' and <= '~', isLine: false);
    }

    private static string Escape(string text, int limit, Func<Rune, bool> isVisible, bool isLine)
    {
        var escaped = new StringBuilder(Math.Min(text.Length, limit) + 16);
        for (int i = 0; i < text.Length;)
        {
            if (escaped.Length >= limit)
            {
                return escaped.Append('…').ToString();
            }

            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                bool staysAsItIs = rune.Value switch
                {
                    '\\' or '\t' => isLine,
                    _ => isVisible(rune),
                };
                _ = staysAsItIs ? escaped.Append(rune) : Append(escaped, rune.Value);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                // Half of a surrogate pair is no character.
                Append(escaped, text[i++]);
            }
        }

        return escaped.ToString();
    }

    private static StringBuilder Append(StringBuilder escaped, int value) => value switch
    {
        '\\' => escaped.Append(@"\\"),
        '\t' => escaped.Append("\\t"),
        '\n' => escaped.Append("\\n"),
        '\r' => escaped.Append("\\r"),
        0x1b => escaped.Append("\\e"),
        <= 0xffff => escaped.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
        _ => escaped.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
    };

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
