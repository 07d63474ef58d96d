namespace Basenode.Haproxy.Model;

/// <summary>The files that were read last. A change is looked at from many sides, each of which asks for the same two texts, and most of a text is as it was.</summary>
/// <remarks>Safe from any thread.</remarks>
internal static class KnownFiles
{
    // The old and the new text of two files.
    private const int Most = 4;
    private static readonly Lock Gate = new();

    // The last one first.
    private static readonly List<HaproxyFile> Known = [];

    /// <summary>Reads a text, or finds it.</summary>
    public static HaproxyFile Parse(string text)
    {
        lock (Gate)
        {
            HaproxyFile? found = Known.Find(file => string.Equals(file.Text, text, StringComparison.Ordinal));
            HaproxyFile file = found ?? FileReader.Read(text, Known.MaxBy(known => text.AsSpan().CommonPrefixLength(known.Text)));

            // Maps and other files that HAProxy reads have no sections, and can be large.
            if (found is not null || file.IsConfiguration)
            {
                Known.Remove(file);
                Known.Insert(0, file);
                Known.RemoveRange(Math.Min(Known.Count, Most), Math.Max(0, Known.Count - Most));
            }

            return file;
        }
    }
}
