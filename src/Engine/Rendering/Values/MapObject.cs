using System.Runtime.CompilerServices;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Values;

/// <summary>A map that the cluster or a plugin fills, as templates see it: read-only, and lenient, since an absent key is null and no error.</summary>
internal sealed class MapObject : ScriptObject
{
    // A cluster state's maps stay the same over many passes.
    private static readonly ConditionalWeakTable<object, MapObject> Known = [];

    public MapObject(int capacity)
        : base(capacity, autoImportStaticsFromThisType: false)
    {
    }

    /// <summary>The map of a dictionary of text, made once.</summary>
    public static MapObject Of(IReadOnlyDictionary<string, string> entries) => Known.GetValue(entries, static source =>
    {
        var entries = (IReadOnlyDictionary<string, string>)source;
        var map = new MapObject(entries.Count);
        foreach ((string key, string value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            map.SetValue(key, value, readOnly: true);
        }

        map.IsReadOnly = true;
        return map;
    });

    /// <summary>The map of some entries, in the order given.</summary>
    public static MapObject Of<T>(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var map = new MapObject(4);
        foreach ((string key, T value) in entries)
        {
            map.SetValue(key, TemplateValues.Of(value), readOnly: true);
        }

        map.IsReadOnly = true;
        return map;
    }

    public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
    {
        base.TryGetValue(context, span, member, out value);
        return true;
    }
}
