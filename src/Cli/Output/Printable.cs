using System.Buffers;
using System.Globalization;
using System.Text;

namespace Basenode.Cli.Output;

/// <summary>
/// Makes text fit to be shown: names, tags and keys of a cluster may hold escape sequences that would rewrite the screen, or marks that
/// would turn the direction of reading.
/// </summary>
internal static class Printable
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>The text with everything invisible written out, a line break too; tabs stay. The same text when there is nothing to escape.</summary>
    public static string Escape(string text)
    {
        int first = text.AsSpan().IndexOfAnyExcept(Plain);
        if (first < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                Append(escaped, rune);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                // Half of a surrogate pair is no character.
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
                i++;
            }
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder escaped, Rune rune)
    {
        switch (rune.Value)
        {
            case '\t':
                escaped.Append('\t');
                return;
            case '\n':
                escaped.Append("\\n");
                return;
            case '\r':
                escaped.Append("\\r");
                return;
            case 0x1b:
                escaped.Append("\\e");
                return;
        }

        bool isVisible = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
        _ = isVisible ? escaped.Append(rune)
            : rune.Value < 0x100 ? escaped.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}")
            : rune.IsBmp ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
            : escaped.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
    }
}
