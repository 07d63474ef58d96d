using Basenode.Engine.Model;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>What a rendering read, fragment by fragment: where no fragment reads anything else than the last time, the sets of the last time are used again.</summary>
internal sealed class FragmentReads(FragmentReads? last)
{
    private readonly List<NotedRead[]> fragments = [];
    private readonly HashSet<Query> others = [];

    // Its own last one would keep all that ever were.
    private FragmentReads? last = last;
    private Reads? known;

    /// <summary>A fragment was used or rendered.</summary>
    public void Add(NotedRead[] reads) => fragments.Add(reads);

    /// <summary>Something was read outside of any fragment.</summary>
    public void Add(Query query) => others.Add(query);

    /// <summary>All of it, of a rendering that has ended.</summary>
    public Reads Of(TrackedCluster cluster)
    {
        bool isSame = last?.known is { Missing.IsEmpty: true, Absent.IsEmpty: true, Required.IsEmpty: true } && IsLike(last);
        known = isSame ? cluster.ReadsOf(last!.known!) : cluster.Reads;
        last = null;
        return known;
    }

    private bool IsLike(FragmentReads before)
    {
        if (before.fragments.Count != fragments.Count || !before.others.SetEquals(others))
        {
            return false;
        }

        for (int i = 0; i < fragments.Count; i++)
        {
            if (!ReferenceEquals(fragments[i], before.fragments[i]) && !IsLike(fragments[i], before.fragments[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLike(NotedRead[] one, NotedRead[] other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < one.Length; i++)
        {
            if (one[i].IsRequired || other[i].IsRequired || !one[i].Query.Equals(other[i].Query))
            {
                return false;
            }
        }

        return true;
    }
}
