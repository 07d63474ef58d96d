using Basenode.Engine.Rendering.Values;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Grouping, nesting and searching of lists and maps.</summary>
internal static class Collections
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("by_key", ["pairs"], ByKey),
        new("by_tag", ["services"], call => Grouped(call.List(0), item => Texts(call, call.Member(item, "tags")))),
        new("by_port", ["instances"], call => Grouped(call.List(0), item => [call.Context.ObjectToString(call.Member(item, "port")) ?? ""])),
        new("by_meta", ["instances", "keys"], call => Grouped(call.List(0), item => [MetaOf(call, item)])),
        new("explode", ["pairs"], call => Explode(call.List(0).Select(pair => (KeyOf(call, pair), call.Member(pair, "value"))))),
        new("explode_map", ["map"], call => Explode(call.Map(0).Select(entry => (entry.Key, entry.Value)))),
        new("merge_map", ["map", "other"], call => Merge(call.Map(0), call.Map(1))),
        new("contains", ["list", "item"], call => Contains(call, 0, call.Value(1))),
        new("contains_all", ["list", "items"], call => call.List(1).All(item => Contains(call, 0, item))),
        new("contains_any", ["list", "items"], call => call.List(1).Any(item => Contains(call, 0, item))),
        new("contains_none", ["list", "items"], call => !call.List(1).Any(item => Contains(call, 0, item))),
    ];

    private static bool Contains(FunctionCall call, int index, object? item)
    {
        string wanted = call.Context.ObjectToString(item) ?? "";
        return call.Value(index) switch
        {
            string text => text.Contains(wanted, StringComparison.Ordinal),
            MapObject map => map.Contains(wanted),
            _ => call.List(index).Any(known => (call.Context.ObjectToString(known) ?? "") == wanted),
        };
    }

    private static string KeyOf(FunctionCall call, object? pair) => call.Context.ObjectToString(call.Member(pair, "key")) ?? "";

    private static IEnumerable<string> Texts(FunctionCall call, object? list) =>
        list is System.Collections.IEnumerable items and not string ? items.Cast<object?>().Select(item => call.Context.ObjectToString(item) ?? "") : [];

    private static string MetaOf(FunctionCall call, object? item)
    {
        object? meta = call.Member(item, "meta");
        return string.Join('_', call.Text(1).Split(',').Select(key => call.Context.ObjectToString(call.Member(meta, key.Trim())) ?? ""));
    }

    private static MapObject Grouped(IEnumerable<object?> items, Func<object?, IEnumerable<string>> keys)
    {
        var groups = new SortedDictionary<string, List<object?>>(StringComparer.Ordinal);
        foreach (object? item in items)
        {
            foreach (string key in keys(item).Distinct())
            {
                (groups.TryGetValue(key, out List<object?>? group) ? group : groups[key] = []).Add(item);
            }
        }

        return MapObject.Of(groups);
    }

    // Pairs of a tree by the first part of their keys, then by the rest.
    private static MapObject ByKey(FunctionCall call)
    {
        var folders = new SortedDictionary<string, SortedDictionary<string, object?>>(StringComparer.Ordinal);
        foreach (object? pair in call.List(0))
        {
            string[] parts = KeyOf(call, pair).Split('/', 2);
            if (parts.Length == 2)
            {
                (folders.TryGetValue(parts[0], out var folder) ? folder : folders[parts[0]] = new(StringComparer.Ordinal))[parts[1]] = pair;
            }
        }

        return MapObject.Of(folders.Select(folder => KeyValuePair.Create(folder.Key, MapObject.Of(folder.Value))));
    }

    private static MapObject Explode(IEnumerable<(string Key, object? Value)> pairs)
    {
        var root = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach ((string key, object? value) in pairs)
        {
            SortedDictionary<string, object?> folder = root;
            string[] parts = key.Split('/', StringSplitOptions.RemoveEmptyEntries);
            foreach (string part in parts.SkipLast(1))
            {
                // A key may be a value and a folder at once; the folder wins, as in consul-template.
                if (folder.GetValueOrDefault(part) is not SortedDictionary<string, object?> next)
                {
                    folder[part] = next = new(StringComparer.Ordinal);
                }

                folder = next;
            }

            if (parts.Length > 0 && folder.GetValueOrDefault(parts[^1]) is not SortedDictionary<string, object?>)
            {
                folder[parts[^1]] = value;
            }
        }

        return Nested(root);
    }

    private static MapObject Nested(SortedDictionary<string, object?> folder) => MapObject.Of(folder.Select(entry =>
        new KeyValuePair<string, object?>(entry.Key, entry.Value is SortedDictionary<string, object?> below ? Nested(below) : entry.Value)));

    private static MapObject Merge(ScriptObject map, ScriptObject other)
    {
        var merged = new SortedDictionary<string, object?>(map.ToDictionary(entry => entry.Key, entry => entry.Value), StringComparer.Ordinal);
        foreach ((string key, object? value) in other)
        {
            merged[key] = value is ScriptObject below && merged.GetValueOrDefault(key) is ScriptObject known ? Merge(known, below) : value;
        }

        return MapObject.Of(merged);
    }
}
