using System.Collections.Immutable;

namespace Basenode.Engine.Values;

/// <summary>Compares converted values by content, so that a contributor that ran again and said the same changes nothing.</summary>
internal static class NeutralValues
{
    /// <summary>Whether two converted values are the same.</summary>
    public static bool AreEqual(object? one, object? other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        return (one, other) switch
        {
            (FixedMembers a, FixedMembers b) => AreEqual(a.Members, b.Members),
            (ImmutableSortedDictionary<string, object?> a, ImmutableSortedDictionary<string, object?> b) => AreEqual(a, b),
            (ImmutableArray<object?> a, ImmutableArray<object?> b) => AreEqual(a, b),
            _ => Equals(one, other),
        };
    }

    /// <summary>The new values, in which all that is equal to a part of the old ones is that part: who compares by reference sees what changed.</summary>
    public static ImmutableSortedDictionary<string, object?> Sharing(ImmutableSortedDictionary<string, object?>? old, ImmutableSortedDictionary<string, object?> @new)
    {
        if (old is null)
        {
            return @new;
        }

        ImmutableSortedDictionary<string, object?>.Builder shared = @new.ToBuilder();
        bool isSame = old.Count == @new.Count;
        foreach ((string name, object? value) in @new)
        {
            object? before = old.GetValueOrDefault(name);
            object? after = Shared(before, value);
            shared[name] = after;
            isSame &= ReferenceEquals(before, after) && old.ContainsKey(name);
        }

        return isSame ? old : shared.ToImmutable();
    }

    private static object? Shared(object? old, object? @new) => (old, @new) switch
    {
        (FixedMembers a, FixedMembers b) => Sharing(a.Members, b.Members) is var members && ReferenceEquals(members, a.Members) ? a : new FixedMembers(members),
        (ImmutableSortedDictionary<string, object?> a, ImmutableSortedDictionary<string, object?> b) => Sharing(a, b),
        (ImmutableArray<object?> a, ImmutableArray<object?> b) => Shared(a, b) is var items && items.SequenceEqual(a, ReferenceEqualityComparer.Instance) ? old : items,
        _ => Equals(old, @new) ? old : @new,
    };

    // Lists are mostly the same but for a few items that changed, or came or went in between.
    private static ImmutableArray<object?> Shared(ImmutableArray<object?> old, ImmutableArray<object?> @new)
    {
        ImmutableArray<object?>.Builder items = @new.ToBuilder();
        int first = 0;
        while (first < old.Length && first < items.Count && AreEqual(old[first], items[first]))
        {
            items[first] = old[first++];
        }

        int last = 1;
        while (old.Length - last >= first && items.Count - last >= first && AreEqual(old[^last], items[^last]))
        {
            items[^last] = old[^last++];
        }

        for (int i = first; i <= items.Count - last && i < old.Length; i++)
        {
            items[i] = Shared(old[i], items[i]);
        }

        return items.DrainToImmutable();
    }

    private static bool AreEqual(ImmutableSortedDictionary<string, object?> one, ImmutableSortedDictionary<string, object?> other)
    {
        if (one.Count != other.Count)
        {
            return false;
        }

        using IEnumerator<KeyValuePair<string, object?>> rest = other.GetEnumerator();
        foreach ((string key, object? value) in one)
        {
            if (!rest.MoveNext() || rest.Current.Key != key || !AreEqual(value, rest.Current.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(ImmutableArray<object?> one, ImmutableArray<object?> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < one.Length; i++)
        {
            if (!AreEqual(one[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }
}
