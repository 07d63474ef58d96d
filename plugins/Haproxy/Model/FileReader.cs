namespace Basenode.Haproxy.Model;

/// <summary>Reads a configuration file, and of one that is mostly as another only what differs: the sections before and after are taken over.</summary>
internal static class FileReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="like">A file that is mostly the same; null for none.</param>
    public static HaproxyFile Read(string text, HaproxyFile? like = null)
    {
        var reading = new Reading(text);
        if (like is not { Places: { Length: > 0 } places, Text: { } old })
        {
            reading.ReadTo(text.Length);
            return reading.File();
        }

        int same = text.AsSpan().CommonPrefixLength(old);
        int kept = KeptAtStart(places, old, same);
        reading.TakeOver(like, 0, kept, shift: 0);
        int least = kept == 0 ? 0 : places[kept].Start;
        int tail = KeptAtEnd(places, text, old, least);
        int shift = text.Length - old.Length;
        reading.ReadTo(tail == places.Length ? text.Length : places[tail].Start + shift);
        reading.TakeOver(like, tail, places.Length, shift);
        return reading.File();
    }

    // Of the sections whose successor begins in what is the same, too: without that a section may have become longer.
    private static int KeptAtStart(ReadOnlySpan<SectionPlace> places, string old, int same)
    {
        int next = places.Length - 1;
        while (next > 0 && HeaderEnd(old, places[next].Start) > same)
        {
            next--;
        }

        return next;
    }

    // The first section that is the same up to the end of the file, and its number where there is none.
    private static int KeptAtEnd(ReadOnlySpan<SectionPlace> places, string text, string old, int least)
    {
        int same = CommonSuffixLength(text.AsSpan(least), old.AsSpan(least));
        int first = places.Length;

        // With the line break before it, or it may be the end of another line.
        while (first > 0 && places[first - 1].Start > least && places[first - 1].Start - 1 >= old.Length - same)
        {
            first--;
        }

        return first;
    }

    // By large steps first, since a file has a megabyte.
    private static int CommonSuffixLength(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        int length = Math.Min(one.Length, other.Length);
        one = one[^length..];
        other = other[^length..];
        int end = length;
        for (int step = 4096; step > 0; step /= 16)
        {
            while (end >= step && one[(end - step)..end].SequenceEqual(other[(end - step)..end]))
            {
                end -= step;
            }
        }

        return length - end;
    }

    private static int HeaderEnd(string text, int start) => text.IndexOf('\n', start) is >= 0 and int end ? end + 1 : int.MaxValue;
}

/// <summary>Where a section begins.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Line">Its first line, counted from 1.</param>
internal readonly record struct SectionPlace(int Start, int Line);

/// <summary>A file while it is read.</summary>
internal sealed class Reading(string text)
{
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "acme", "backend", "cache", "crt-store", "defaults", "fcgi-app", "frontend", "global", "http-errors", "listen", "log-forward", "log-profile",
        "mailers", "namespace_list", "peers", "program", "resolvers", "ring", "traces", "userlist",
    };

    private readonly List<Section> sections = [];
    private readonly List<SectionPlace> places = [];
    private Directive? header;
    private List<Directive> directives = [];
    private SectionPlace place = new(0, 1);
    private int at;
    private int line = 1;

    /// <summary>Reads lines up to a place between two of them.</summary>
    public void ReadTo(int end)
    {
        while (at < end)
        {
            int length = text.AsSpan(at, end - at).IndexOf('\n');
            ReadOnlySpan<char> next = text.AsSpan(at, length < 0 ? end - at : length);
            ReadLine(next);
            at += length < 0 ? next.Length : length + 1;
            line++;
        }

        Close();
    }

    /// <summary>Takes sections of another file, which are the same here.</summary>
    /// <param name="shift">How many characters further on they are here.</param>
    public void TakeOver(HaproxyFile other, int first, int end, int shift)
    {
        // Lines before the first section of a file are of none.
        int further = first < end && at > 0 ? line - other.Places[first].Line : 0;
        for (int i = first; i < end; i++)
        {
            SectionPlace old = other.Places[i];
            sections.Add(other.Sections[i].Further(further));
            places.Add(new SectionPlace(old.Start + shift, old.Line + further));
        }

        if (first < end && end < other.Places.Length)
        {
            (at, line) = (other.Places[end].Start + shift, other.Places[end].Line + further);
        }
    }

    /// <summary>The file.</summary>
    public HaproxyFile File() => new(sections) { Text = text, Places = [.. places] };

    private void ReadLine(ReadOnlySpan<char> next)
    {
        IReadOnlyList<string> words = LineWords.Split(next);
        if (words.Count == 0)
        {
            return;
        }

        var directive = new Directive(words, line);
        if (!Openers.Contains(directive.Keyword))
        {
            directives.Add(directive);
            return;
        }

        Close();
        (header, directives, place) = (directive, [], new SectionPlace(at, line));
    }

    private void Close()
    {
        if (header is not null || directives.Count > 0)
        {
            sections.Add(new Section(header, directives));
            places.Add(place);
        }

        (header, directives) = (null, []);
    }
}
