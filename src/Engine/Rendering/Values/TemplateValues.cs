using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basenode.Engine.Values;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Values;

/// <summary>Turns the engine's neutral values into what templates work on: read-only objects of Scriban's own, never a CLR object it would reflect on.</summary>
internal static class TemplateValues
{
    // What is the same from pass to pass stays the same for templates: that is how they know that nothing changed.
    private static readonly ConditionalWeakTable<object, object> Known = [];

    /// <summary>One value, the same object for the same value. Records of the contract stay as they are: <see cref="RecordMembers"/> reads them.</summary>
    public static object? Of(object? value) => value switch
    {
        ImmutableSortedDictionary<string, object?> or FixedMembers or ImmutableArray<object?> => Known.GetValue(value, static neutral => neutral switch
        {
            ImmutableSortedDictionary<string, object?> map => MapObject.Of(map),
            FixedMembers members => Object(members.Members),
            _ => List((ImmutableArray<object?>)neutral),
        }),
        IReadOnlyDictionary<string, string> map => MapObject.Of(map),
        string or null or ScriptObject => value,
        IEnumerable items and not IList => items.Cast<object?>().ToArray(),
        _ => value,
    };

    /// <summary>An object with members of fixed names.</summary>
    public static ScriptObject Object(IEnumerable<KeyValuePair<string, object?>> members)
    {
        var made = new ScriptObject(4, autoImportStaticsFromThisType: false);
        foreach ((string name, object? value) in members)
        {
            made.SetValue(name, Of(value), readOnly: true);
        }

        made.IsReadOnly = true;
        return made;
    }

    private static IList List(ImmutableArray<object?> list)
    {
        object?[] made = new object?[list.Length];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = Of(list[i]);
        }

        return made;
    }
}
