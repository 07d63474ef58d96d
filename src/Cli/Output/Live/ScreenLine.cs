using System.Globalization;
using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>Fits lines into the width of a screen. The only escape sequences in them are colours.</summary>
internal static class ScreenLine
{
    private const int TabWidth = 8;
    private const string Plain = "\e[0m";

    /// <summary>The rows that a line takes, each with the colour that it has there; blanks in the place of tabs.</summary>
    public static IEnumerable<string> Wrap(string line, int columns)
    {
        var row = new StringBuilder(line.Length);
        string colour = "";
        int used = 0;
        for (int at = 0; at < line.Length;)
        {
            if (line[at] == '\e')
            {
                int end = line.IndexOf('m', at) + 1;
                colour = line[at..end] == Plain ? "" : line[at..end];
                row.Append(line, at, end - at);
                at = end;
                continue;
            }

            Rune.DecodeFromUtf16(line.AsSpan(at), out Rune rune, out int length);
            int width = rune.Value == '\t' ? TabWidth - (used % TabWidth) : WidthOf(rune);
            if (used > 0 && used + width > columns)
            {
                yield return row.Append(colour.Length > 0 ? Plain : "").ToString();
                row.Clear().Append(colour);
                used = 0;
            }

            _ = rune.Value == '\t' ? row.Append(' ', Math.Min(width, columns - used)) : row.Append(line, at, length);
            used += width;
            at += length;
        }

        yield return row.ToString();
    }

    // As terminals count: marks take no column, letters of East Asia and pictures two.
    private static int WidthOf(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff)
            or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd) ? 2
        : 1;
}
