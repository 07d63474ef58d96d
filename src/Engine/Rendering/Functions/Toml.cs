using Tomlyn;
using Tomlyn.Model;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Writes a map as TOML: plain values first, then tables, then lists of tables. A null is left out, since TOML has none.</summary>
internal static class Toml
{
    private const int DepthLimit = 40;

    private static readonly TomlSerializerOptions Options = new() { NewLine = TomlNewLineKind.Lf, WriteIndented = false, MaxDepth = DepthLimit + 2 };

    /// <summary>Writes a map or an object, without a final line break.</summary>
    public static string Write(FunctionContext context, object? value)
    {
        if (value is null || Json.Parts(value).Entries is not { } root)
        {
            throw new FunctionException($"'to_toml' writes a map or an object, not {context.GetTypeName(value)}");
        }

        return TomlSerializer.Serialize(Table(context, root, 0), Options).Trim('\n');
    }

    // What stands behind the head of a table belongs to that table, so plain values come first.
    private static TomlTable Table(FunctionContext context, IEnumerable<KeyValuePair<string, object?>> entries, int depth)
    {
        var table = new TomlTable();
        var values = from entry in entries
                     where entry.Value is not null
                     let value = Value(context, entry.Value, depth)
                     orderby value is TomlTableArray ? 2 : value is TomlTable ? 1 : 0
                     select (entry.Key, Value: value);
        foreach ((string key, object value) in values)
        {
            table.Add(key, value);
        }

        return table;
    }

    private static object Value(FunctionContext context, object value, int depth)
    {
        if (++depth > DepthLimit)
        {
            throw new FunctionException($"this value nests deeper than {DepthLimit} levels");
        }

        return Json.Parts(value) switch
        {
            { Entries: { } entries } => Table(context, entries, depth),
            { Items: { } items } => List(context, items, depth),
            _ => value switch
            {
                bool or double or long or DateTimeOffset => value,
                int number => (long)number,
                _ => context.ObjectToString(value) ?? "",
            },
        };
    }

    private static object List(FunctionContext context, IEnumerable<object?> items, int depth)
    {
        object[] values = [.. items.OfType<object>().Select(item => Value(context, item, depth))];
        if (values.Length > 0 && values.All(value => value is TomlTable))
        {
            var tables = new TomlTableArray();
            Array.ForEach(values, value => tables.Add((TomlTable)value));
            return tables;
        }

        var list = new TomlArray(values.Length);
        Array.ForEach(values, list.Add);
        return list;
    }
}
