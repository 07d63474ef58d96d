using System.Collections.Immutable;
using Basenode.Engine.Rendering.Values;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering;

/// <summary>One set of variables as templates see it. Made again only when the set changed, and then only for the variables that did.</summary>
internal sealed class TemplateVariables
{
    private Dictionary<string, (object? From, object? To)> converted = new(StringComparer.Ordinal);

    /// <summary>The set that <see cref="Values"/> shows.</summary>
    public ImmutableSortedDictionary<string, object?> Source { get; private set; } = ImmutableSortedDictionary<string, object?>.Empty;

    /// <summary>The variables for Scriban; read-only.</summary>
    public ScriptObject Values { get; private set; } = TemplateValues.Object([]);

    /// <summary>Takes another set.</summary>
    public ScriptObject Take(ImmutableSortedDictionary<string, object?> source)
    {
        if (ReferenceEquals(source, Source))
        {
            return Values;
        }

        var next = new Dictionary<string, (object? From, object? To)>(StringComparer.Ordinal);
        var values = new ScriptObject(source.Count, autoImportStaticsFromThisType: false);
        foreach ((string name, object? value) in source)
        {
            object? made = converted.TryGetValue(name, out (object? From, object? To) known) && ReferenceEquals(known.From, value)
                ? known.To
                : TemplateValues.Of(value);
            next[name] = (value, made);
            values.SetValue(name, made, readOnly: true);
        }

        values.IsReadOnly = true;
        (converted, Source, Values) = (next, source, values);
        return values;
    }
}
