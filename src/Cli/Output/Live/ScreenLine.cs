using System.Globalization;
using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>Fits a line into the width of a screen. The only escape sequences in it are colours.</summary>
internal static class ScreenLine
{
    private const int TabWidth = 8;
    private const string Plain = "\e[0m";

    /// <summary>The line, cut where it is too wide, with blanks for tabs.</summary>
    public static string Fit(string line, int columns)
    {
        var fitted = new StringBuilder(line.Length);
        int used = 0;
        int cutAt = 0;
        for (int at = 0; at < line.Length;)
        {
            if (line[at] == '\e')
            {
                int end = line.IndexOf('m', at) + 1;
                fitted.Append(line, at, end - at);
                at = end;
                continue;
            }

            Rune.DecodeFromUtf16(line.AsSpan(at), out Rune rune, out int length);
            int width = rune.Value == '\t' ? TabWidth - (used % TabWidth) : WidthOf(rune);
            if (used + width > columns)
            {
                fitted.Length = cutAt;
                return fitted.Append('…').Append(Plain).ToString();
            }

            _ = rune.Value == '\t' ? fitted.Append(' ', width) : fitted.Append(line, at, length);
            used += width;
            at += length;
            cutAt = used < columns ? fitted.Length : cutAt;
        }

        return fitted.ToString();
    }

    // As terminals count: marks take no column, letters of East Asia and pictures two.
    private static int WidthOf(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff)
            or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd) ? 2
        : 1;
}
