using System.Runtime.CompilerServices;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>Finds the fragment of a loop's item again, wherever in the list it stands now.</summary>
internal sealed class ItemComparer : IEqualityComparer<object>
{
    public static ItemComparer Only { get; } = new();

    public new bool Equals(object? one, object? other) => KeptValues.Same(one, other);

    public int GetHashCode(object item) => item switch
    {
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        MarkedText text => string.GetHashCode(text.Text, StringComparison.Ordinal),
        KeyValuePair<string, object?> entry => string.GetHashCode(entry.Key, StringComparison.Ordinal),
        bool or int or long or double or DateTimeOffset or TimeSpan or System.Numerics.BigInteger => item.GetHashCode(),
        _ => RuntimeHelpers.GetHashCode(item),
    };
}
