using Basenode.Engine.Rendering.Values;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>
/// Scriban's functions that take a member's name as text, by the rules of <c>item.member</c>: a name that does not exist is an error, and an absent key of
/// a map is none. Scriban's own ones take a typo for an absent member and yield nothing.
/// </summary>
internal static class NamedMembers
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("array.map", ["list", "member"], Map),
        new("array.sort", ["list", "member?"], Sort),
        new("object.has_key", ["value", "key"], call => TryGet(call, out _)),
        new("object.has_value", ["value", "key"], call => TryGet(call, out object? value) && value is not null),
    ];

    /// <summary>Reads a member of an item; false for an absent key of a map.</summary>
    /// <param name="path">A member, or members with dots between them: <c>meta.owner</c>.</param>
    /// <exception cref="FunctionException">The item has no member of this name, and can never have one.</exception>
    public static bool TryGet(FunctionContext context, object? item, string path, out object? value)
    {
        int dot = path.IndexOf('.');
        if (dot < 0 || HasWhole(context, item, path))
        {
            return TryGetOne(context, item, path, out value);
        }

        return TryGetOne(context, item, path[..dot], out value) && value is not null && TryGet(context, value, path[(dot + 1)..], out value);
    }

    private static ScriptArray Map(FunctionCall call)
    {
        string member = call.Name(1);
        var values = new ScriptArray();
        foreach (object? item in Items(call))
        {
            if (TryGet(call.Context, item, member, out object? value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static ScriptArray Sort(FunctionCall call)
    {
        string member = call.Text(1);
        (object? Item, object? Key)[] items = [.. Items(call).Select(item => (item, member.Length > 0 ? Key(call, item, member) : item))];
        try
        {
            return [.. items.OrderBy(item => item.Key, Comparer<object?>.Default).Select(item => item.Item)];
        }
        catch (InvalidOperationException)
        {
            throw new FunctionException("'array.sort': these values cannot be compared with each other; sort numbers or texts");
        }
    }

    private static object? Key(FunctionCall call, object? item, string member) => TryGet(call.Context, item, member, out object? value) ? value : null;

    // One record stands for a list of it, as in Scriban.
    private static IEnumerable<object?> Items(FunctionCall call) =>
        call.Value(0) is { } value && RecordMembers.IsRecord(value) ? [value] : call.List(0);

    // An object of the template's own may get members at any time, so it may be asked for them.
    private static bool TryGet(FunctionCall call, out object? value)
    {
        value = null;
        return call.Value(0) switch
        {
            null => false,
            ScriptObject { IsReadOnly: false } own => own.TryGetValue(call.Text(1), out value),
            { } item when item is ScriptObject || RecordMembers.IsRecord(item) || item is KeyValuePair<string, object?> => TryGetOne(call.Context, item, call.Text(1), out value),
            _ => throw call.Wrong(0, "a map or an object"),
        };
    }

    private static bool HasWhole(FunctionContext context, object? item, string name) =>
        item is not null && context.GetMemberAccessor(item).HasMember(context, context.CurrentSpan, item, name);

    private static bool TryGetOne(FunctionContext context, object? item, string member, out object? value)
    {
        switch (item)
        {
            case null or bool or DateTimeOffset or IConvertible and not string:
                throw new FunctionException($"there is no member '{member}': an item is {context.ObjectToString(item) ?? "null"}, which has no members");
            case MapObject map:
                value = null;
                return map.Contains(member) && map.TryGetValue(member, out value);
            default:
                return context.GetMemberAccessor(item).TryGetValue(context, context.CurrentSpan, item, member, out value)
                    ? true
                    : throw new FunctionException(context.NoMember(item, member));
        }
    }
}
