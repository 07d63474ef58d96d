using System.Text;

namespace Basenode.Haproxy.Files;

/// <summary>Reads a map or an ACL file as HAProxy does. Pure.</summary>
/// <remarks>
/// A line that begins with <c>#</c> is a comment; with blanks before the <c>#</c> it is an entry. Leading blanks are skipped. In a map the key ends at the first blank, and blanks
/// around the value are skipped; in an ACL file the whole rest of the line is the pattern, with the blanks at its end. A carriage return or a null character ends a line, and what
/// follows it is lost. Lines that are longer than HAProxy's buffer are cut in pieces, which is not done here: they are not compared.
/// </remarks>
/// <param name="Entries">In the order of the file, duplicates too.</param>
/// <param name="Obstacle">Why a running HAProxy cannot be given them; null when it can.</param>
/// <param name="IsComparable">Whether these are surely the entries that HAProxy reads.</param>
internal sealed record PatternFile(IReadOnlyList<PatternEntry> Entries, string? Obstacle, bool IsComparable)
{
    /// <summary>The longest line that is given by command, in bytes.</summary>
    public const int LongestLine = 2_000;

    private const string Blanks = " \t";

    /// <summary>Reads a file.</summary>
    /// <param name="hasValues">Whether its lines have a key and a value.</param>
    public static PatternFile Parse(string text, bool hasValues)
    {
        var entries = new List<PatternEntry>();
        string? tooLong = null;
        int number = 0;
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> raw = text.AsSpan(range);
            number++;
            if (raw.StartsWith("#"))
            {
                continue;
            }

            ReadOnlySpan<char> line = raw.TrimStart(Blanks);
            int end = line.IndexOfAny('\r', '\0');
            line = end < 0 ? line : line[..end];
            if (line.IsEmpty)
            {
                continue;
            }

            if (Encoding.UTF8.GetByteCount(raw) > LongestLine)
            {
                tooLong ??= FormattableString.Invariant($"its line {number} is longer than {LongestLine} bytes");
            }

            entries.Add(hasValues ? Split(line) : new PatternEntry(line.ToString(), Value: null));
        }

        return new PatternFile(entries, tooLong ?? (hasValues ? null : ObstacleOfPatterns(entries)), IsComparable: tooLong is null);
    }

    private static PatternEntry Split(ReadOnlySpan<char> line)
    {
        int blank = line.IndexOfAny(Blanks);
        return blank < 0 ? new PatternEntry(line.ToString(), "") : new PatternEntry(line[..blank].ToString(), line[blank..].Trim(Blanks).ToString());
    }

    // Patterns of ACLs are words of a command line, and not lines after it.
    private static string? ObstacleOfPatterns(List<PatternEntry> entries) =>
        entries.Any(entry => !FileWords.IsPattern(entry.Key)) ? "it has a pattern with letters that HAProxy's command line does not accept" : null;
}
