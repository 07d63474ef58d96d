namespace Basenode.Haproxy.Files;

/// <summary>Tells in few words what differs between two versions of a map or an ACL file. Pure.</summary>
internal static class PatternDifference
{
    /// <summary>As <c>+2 −1 ~3 entries</c>; null when HAProxy would read both alike.</summary>
    public static string? Describe(IReadOnlyList<PatternEntry> before, IReadOnlyList<PatternEntry> after)
    {
        if (before.SequenceEqual(after))
        {
            return null;
        }

        // Of entries with the same key the first one counts.
        Dictionary<string, string?> old = before.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        Dictionary<string, string?> @new = after.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        int added = @new.Keys.Count(key => !old.ContainsKey(key));
        int removed = old.Keys.Count(key => !@new.ContainsKey(key));
        int changed = @new.Count(entry => old.TryGetValue(entry.Key, out string? value) && value != entry.Value);
        string[] parts = [.. Signed('+', added), .. Signed('−', removed), .. Signed('~', changed)];
        return parts.Length == 0 ? "has its entries in another order" : $"{string.Join(' ', parts)} {(added + removed + changed == 1 ? "entry" : "entries")}";
    }

    private static IEnumerable<string> Signed(char sign, int count) => count == 0 ? [] : [FormattableString.Invariant($"{sign}{count}")];
}
