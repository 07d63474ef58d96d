namespace Basenode.Haproxy.Files;

/// <summary>Reads the answer to <c>show map NAME</c> and <c>show acl NAME</c>. Pure.</summary>
internal static class PatternReply
{
    /// <summary>The entries in HAProxy's order; null when it is no such answer, or cut short.</summary>
    public static IReadOnlyList<PatternEntry>? Parse(string reply, bool hasValues)
    {
        // Each line begins with where the entry is in memory; an empty line ends the answer.
        if (reply is not "\n" && !reply.EndsWith("\n\n", StringComparison.Ordinal))
        {
            return null;
        }

        var entries = new List<PatternEntry>();
        ReadOnlySpan<char> text = reply.AsSpan(0, reply.Length - 1).TrimEnd('\n');
        foreach (Range range in text.Split('\n'))
        {
            ReadOnlySpan<char> line = text[range];
            if (line.IsEmpty && text.IsEmpty)
            {
                continue;
            }

            int blank = line.IndexOf(' ');
            if (blank < 0 || !line.StartsWith("0x"))
            {
                return null;
            }

            ReadOnlySpan<char> rest = line[(blank + 1)..];
            int end = hasValues ? rest.IndexOf(' ') : -1;
            entries.Add(end < 0 ? new PatternEntry(rest.ToString(), hasValues ? "" : null) : new PatternEntry(rest[..end].ToString(), rest[(end + 1)..].ToString()));
        }

        return entries;
    }
}
