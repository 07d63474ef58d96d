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
