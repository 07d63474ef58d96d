using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>Finds out which sections differ between two versions of a file. Pure.</summary>
internal static class FileComparison
{
    /// <summary>Every section that differs, in the order of <paramref name="before"/>, added ones after that. Empty when only layout and comments differ.</summary>
    public static IReadOnlyList<SectionChange> Compare(HaproxyFile before, HaproxyFile after)
    {
        (IReadOnlyList<Section> oldSections, IReadOnlyList<Section> newSections) = WithoutSame(before.Sections, after.Sections);
        IReadOnlyList<(SectionKey Key, Section Section)> old = Identify(oldSections);
        IReadOnlyList<(SectionKey Key, Section Section)> @new = Identify(newSections);
        Dictionary<SectionKey, Section> remaining = @new.ToDictionary(pair => pair.Key, pair => pair.Section);
        var changes = new List<SectionChange>();
        foreach ((SectionKey key, Section section) in old)
        {
            if (!remaining.Remove(key, out Section? successor))
            {
                changes.Add(new SectionChange(SectionChangeKind.Removed, section.Title));
            }
            else if (!section.SaysTheSameAs(successor))
            {
                changes.Add(new SectionChange(SectionChangeKind.Changed, section.Title));
            }
        }

        changes.AddRange(@new.Where(pair => remaining.ContainsKey(pair.Key)).Select(pair => new SectionChange(SectionChangeKind.Added, pair.Section.Title)));
        changes.AddRange(Moved(old, @new).Select(section => new SectionChange(SectionChangeKind.Moved, section.Title)));
        return changes;
    }

    // Mostly all but one: what is the same at the start and at the end of both needs no look.
    private static (IReadOnlyList<Section> Old, IReadOnlyList<Section> New) WithoutSame(IReadOnlyList<Section> before, IReadOnlyList<Section> after)
    {
        int most = Math.Min(before.Count, after.Count);
        int start = 0;
        while (start < most && ReferenceEquals(before[start].Content, after[start].Content))
        {
            start++;
        }

        int end = 0;
        while (end < most - start && ReferenceEquals(before[^(end + 1)].Content, after[^(end + 1)].Content))
        {
            end++;
        }

        return ([.. before.Take(start..(before.Count - end))], [.. after.Take(start..(after.Count - end))]);
    }

    // A section stands where it stood when the one before it, of those that both versions have, is the same.
    private static IEnumerable<Section> Moved(IReadOnlyList<(SectionKey Key, Section Section)> old, IReadOnlyList<(SectionKey Key, Section Section)> @new)
    {
        HashSet<SectionKey> common = [.. old.Select(pair => pair.Key)];
        common.IntersectWith(@new.Select(pair => pair.Key));
        return @new.Where(pair => common.Contains(pair.Key))
            .Zip(old.Where(pair => common.Contains(pair.Key)))
            .Where(pair => pair.First.Key != pair.Second.Key)
            .Select(pair => pair.First.Section);
    }

    // Sections without a name, and names that stand twice, are told apart by their order.
    private static List<(SectionKey Key, Section Section)> Identify(IReadOnlyList<Section> sections)
    {
        var seen = new Dictionary<(string, string), int>();
        var identified = new List<(SectionKey, Section)>(sections.Count);
        foreach (Section section in sections)
        {
            int occurrence = seen.GetValueOrDefault((section.Kind, section.Name));
            seen[(section.Kind, section.Name)] = occurrence + 1;
            identified.Add((new SectionKey(section.Kind, section.Name, occurrence), section));
        }

        return identified;
    }

    private readonly record struct SectionKey(string Kind, string Name, int Occurrence);
}
