using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Basenode.Plugins;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>Which values can tell that nothing changed: those that never change themselves. Objects are compared by reference, texts and numbers by what they are.</summary>
internal static class KeptValues
{
    private const int MostNested = 32;

    // Large variables are asked for with each fragment.
    private static readonly ConditionalWeakTable<object, object> Verdicts = [];
    private static readonly object Yes = true;
    private static readonly object No = false;

    /// <summary>Whether a value can never change.</summary>
    public static bool IsFixed(object? value) => IsFixed(value, 0);

    /// <summary>Whether two fixed values are the same for any template.</summary>
    public static bool Same(object? one, object? other) => ReferenceEquals(one, other) || (one, other) switch
    {
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (MarkedText a, MarkedText b) => a == b,
        (IncludeArguments a, IncludeArguments b) => a.Equals(b),
        (KeyValuePair<string, object?> a, KeyValuePair<string, object?> b) => a.Key == b.Key && Same(a.Value, b.Value),
        (bool a, bool b) => a == b,
        (int a, int b) => a == b,
        (long a, long b) => a == b,
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
        (TimeSpan a, TimeSpan b) => a == b,
        (BigInteger a, BigInteger b) => a == b,
        _ => false,
    };

    private static bool IsFixed(object? value, int depth) => value switch
    {
        null or string or bool or int or long or double or DateTimeOffset or TimeSpan or BigInteger or MarkedText => true,
        // Its own variables are noted where a variable holds it, and nowhere else.
        ScriptNode => depth == 0,
        Instance or Node or ServiceSummary or Basenode.Plugins.Member or HealthCheck or LeafCertificate => true,
        IReadOnlyList<Instance> or IReadOnlyList<ServiceSummary> or IReadOnlyList<Node> or IReadOnlyList<Basenode.Plugins.Member> or IReadOnlyList<HealthCheck> => true,
        string[] or ImmutableArray<string> => true,
        Absent or EmptyScriptObject => true,
        IncludeArguments arguments => arguments.AreFixed,
        KeyValuePair<string, object?> entry => IsFixed(entry.Value, depth + 1),
        ScriptObject { IsReadOnly: true } or object?[] => depth < MostNested && ReferenceEquals(Verdict(value, depth), Yes),
        ScriptObject or ScriptArray => false,
        IScriptCustomFunction => true,
        _ => false,
    };

    private static object Verdict(object value, int depth)
    {
        if (Verdicts.TryGetValue(value, out object? known))
        {
            return known;
        }

        bool isFixed = value is ScriptObject map
            ? map.Values.All(member => IsFixed(member, depth + 1))
            : ((IEnumerable)value).Cast<object?>().All(item => IsFixed(item, depth + 1));
        object verdict = isFixed ? Yes : No;
        Verdicts.AddOrUpdate(value, verdict);
        return verdict;
    }
}

/// <summary>There is no variable of this name.</summary>
internal sealed class Absent
{
    private Absent()
    {
    }

    /// <summary>The only one.</summary>
    public static Absent Value { get; } = new();
}

/// <summary>A text of several lines that may be written as it is. The mark belongs to the value: without it the text would be refused.</summary>
internal sealed record MarkedText(string Text);

/// <summary>The arguments of an include, as they stand: Scriban makes a list of its own for each call.</summary>
internal sealed class IncludeArguments(ScriptArray arguments)
{
    private readonly object?[] values = [.. arguments];
    private readonly bool isPlain = !arguments.GetMembers().Any(member => member != "size");

    /// <summary>Whether all of them are fixed.</summary>
    public bool AreFixed => isPlain && values.All(value => value is not ScriptNode && KeptValues.IsFixed(value));

    public bool Equals(IncludeArguments other) =>
        values.Length == other.values.Length && isPlain && other.isPlain && values.Zip(other.values).All(pair => KeptValues.Same(pair.First, pair.Second));
}
