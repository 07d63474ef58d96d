namespace Basenode.Haproxy.Checking;

/// <summary>Turns what HAProxy prints into what a person needs to mend a file: its own words, without process ids and notices, and not too many.</summary>
internal static class HaproxyWords
{
    private const int MostLines = 20;
    private const int LongestLine = 500;

    // HAProxy 2.6 warns of it until the first reload has made the file, and goes on; later versions do not.
    private const string NoStatesYet = "Can't open global server state file";
    private const string NotThere = "No such file or directory";

    /// <summary>The lines that complain, as <c>alert: parsing [/etc/haproxy/haproxy.cfg:7] : …</c>; all lines where none of them does.</summary>
    public static string Condense(string output)
    {
        string[] lines =
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => !(line.Contains(NoStatesYet, StringComparison.Ordinal) && line.Contains(NotThere, StringComparison.Ordinal))),
        ];
        string[] complaints = [.. lines.Select(Complaint).OfType<string>()];
        string[] told = complaints.Length > 0 ? complaints : lines;
        IEnumerable<string> first = told.Take(MostLines).Select(line => line.Length <= LongestLine ? line : $"{line[..LongestLine]}…");
        return string.Join('\n', told.Length <= MostLines ? first : [.. first, $"… and {told.Length - MostLines} more lines"]);
    }

    private static string? Complaint(string line)
    {
        string? level = line.StartsWith("[ALERT]", StringComparison.Ordinal) ? "alert"
            : line.StartsWith("[WARNING]", StringComparison.Ordinal) ? "warning"
            : null;
        int start = line.IndexOf(") : ", StringComparison.Ordinal);
        if (level is null || start < 0)
        {
            return level is null ? null : line;
        }

        ReadOnlySpan<char> words = line.AsSpan(start + 4);
        const string Source = "config : ";
        return $"{level}: {(words.StartsWith(Source) ? words[Source.Length..] : words)}";
    }
}
