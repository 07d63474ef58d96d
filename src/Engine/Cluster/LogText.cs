using System.Globalization;
using System.Text;

namespace Basenode.Engine.Cluster;

/// <summary>Makes text from the cluster safe and short enough for one line of a log.</summary>
internal static class LogText
{
    /// <summary>Everything but printable ASCII becomes <c>\uXXXX</c>, and what is longer than the limit ends in <c>...</c>.</summary>
    public static string Escape(string text, int limit = 64)
    {
        int length = Math.Min(text.Length, limit);
        if (length == text.Length && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('\\'))
        {
            return text;
        }

        var line = new StringBuilder(length + 16);
        foreach (char c in text.AsSpan(0, length))
        {
            _ = c switch
            {
                '\\' => line.Append(@"\\"),
                >= ' ' and <= '~' => line.Append(c),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        return (length < text.Length ? line.Append("...") : line).ToString();
    }
}
