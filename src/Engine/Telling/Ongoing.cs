namespace Basenode.Engine.Telling;

/// <summary>
/// Decides which problems are news: each when it begins, when its text changes, and when it is resolved. It has no clock: the caller passes the time.
/// </summary>
/// <remarks>
/// A text that differs only in numbers and temporary names is not news, unless somebody has edited something since: each retry may report another number.
/// Each problem is told a limited number of times within a while, so that one that comes and goes, or has another text each time, cannot fill the log.
/// </remarks>
/// <param name="key">Tells one thing from another.</param>
/// <param name="text">What is said of it.</param>
internal sealed class Ongoing<T>(Func<T, string> key, Func<T, string> text)
    where T : class
{
    private static readonly TimeSpan While = TimeSpan.FromMinutes(10);
    private const int MostInAWhile = 10;

    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>Since when each thing that is wrong now has been wrong.</summary>
    public IEnumerable<KeyValuePair<string, DateTimeOffset>> Since =>
        entries.Where(entry => entry.Value.IsOngoing).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Since));

    /// <summary>Takes everything that is wrong now.</summary>
    /// <param name="things">All of it, each key once.</param>
    /// <param name="edits">Another number than before when somebody has edited something.</param>
    /// <param name="isTime">Whether a thing has lasted long enough to be told; given the time when it began.</param>
    public OngoingNews<T> Take(IReadOnlyCollection<T> things, long edits, DateTimeOffset now, Func<T, DateTimeOffset, bool>? isTime = null)
    {
        var news = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (T thing in things)
        {
            seen.Add(key(thing));
            Entry entry = Begin(key(thing), thing, now);
            if ((isTime is null || isTime(thing, entry.Since)) && entry.IsNews(text(thing), edits) && entry.MayBeTold(edits, now))
            {
                entry.Tell(text(thing), edits, now);
                news.Add(thing);
            }
        }

        return new OngoingNews<T>(news, [.. End(seen, now)]);
    }

    private Entry Begin(string name, T thing, DateTimeOffset now)
    {
        if (!entries.TryGetValue(name, out Entry? entry))
        {
            entries[name] = entry = new Entry();
        }

        if (!entry.IsOngoing)
        {
            (entry.IsOngoing, entry.Since) = (true, now);
        }

        entry.Last = thing;
        return entry;
    }

    private IEnumerable<(T Thing, TimeSpan Lasted)> End(HashSet<string> seen, DateTimeOffset now)
    {
        foreach ((string name, Entry entry) in entries.Where(entry => !seen.Contains(entry.Key)).ToList())
        {
            if (entry is { IsOngoing: true, Told: not null })
            {
                yield return (entry.Last!, now - entry.Since);
            }

            (entry.IsOngoing, entry.Told) = (false, null);
            if (entry.IsForgotten(now))
            {
                entries.Remove(name);
            }
        }
    }

    /// <summary>What is remembered of one thing, for a while after it is resolved too.</summary>
    private sealed class Entry
    {
        private readonly Queue<DateTimeOffset> toldAt = new();
        private long toldEdits;

        public T? Last { get; set; }

        public bool IsOngoing { get; set; }

        public DateTimeOffset Since { get; set; }

        /// <summary>The text that was told last; null while nothing was told since it began.</summary>
        public string? Told { get; set; }

        public bool IsNews(string text, long edits) =>
            Told is null || (Told != text && (edits != toldEdits || VaryingText.Blur(Told) != VaryingText.Blur(text)));

        public bool MayBeTold(long edits, DateTimeOffset now)
        {
            while (toldAt.TryPeek(out DateTimeOffset oldest) && now - oldest > While)
            {
                toldAt.Dequeue();
            }

            return toldAt.Count < MostInAWhile || edits != toldEdits;
        }

        public void Tell(string text, long edits, DateTimeOffset now)
        {
            (Told, toldEdits) = (text, edits);
            toldAt.Enqueue(now);
        }

        public bool IsForgotten(DateTimeOffset now) => toldAt.All(told => now - told > While);
    }
}

/// <summary>What is to be told.</summary>
/// <param name="Begun">What began, or has another text than the one that was told.</param>
/// <param name="Resolved">What was told and is not wrong any more, and how long it lasted.</param>
internal sealed record OngoingNews<T>(IReadOnlyList<T> Begun, IReadOnlyList<(T Thing, TimeSpan Lasted)> Resolved);
