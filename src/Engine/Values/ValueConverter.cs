using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basenode.Plugins;

namespace Basenode.Engine.Values;

/// <summary>
/// Turns what a plugin returned into the neutral values that the set of variables names, so that nothing of the plugin's own types stays.
/// One conversion uses it, on one thread: it runs the plugin's property getters and lazy sequences.
/// </summary>
/// <remarks>
/// Members of objects are renamed to snake_case, keys of dictionaries never. Records of the plugin contract pass as they are. A group of LINQ becomes
/// an object of <c>key</c> and <c>items</c>.
/// </remarks>
internal sealed class ValueConverter
{
    /// <summary>How deep values may nest. A cycle ends here at the latest.</summary>
    public const int DepthLimit = 32;

    /// <summary>How many values one result may have: a sequence without end stops here.</summary>
    public const int ValueLimit = 2_000_000;

    private readonly Dictionary<Type, ObjectShape> shapes = [];
    private readonly Dictionary<Type, Func<object, object?>?> sequences = [];
    private readonly Stack<object> parents = [];
    private readonly ValuePath path = new();
    private int count;

    /// <summary>Converts one value.</summary>
    /// <param name="value">What the plugin returned.</param>
    /// <param name="name">Its name, for messages; empty for a whole result.</param>
    /// <exception cref="ConversionException">A value has no place in a template, nests too deep, refers to itself, or has no end.</exception>
    /// <exception cref="MemberFailedException">Code of the plugin threw when a value was read.</exception>
    public object? Convert(object? value, string name) => Member(name, value, read: null);

    // What is read from an object, or the object itself.
    private object? Member(string name, object? source, Func<object, object?>? read)
    {
        string place = "";
        using (path.Enter(name))
        {
            try
            {
                return Convert(read is null ? source : read(source!));
            }

            // Asked before anything is left, so that the path is still that of the value that threw.
            catch (Exception exception) when (exception is not (ConversionException or MemberFailedException) && (place = path.ToString()).Length > 0)
            {
                throw new MemberFailedException(place, exception);
            }
        }
    }

    private object? Convert(object? value)
    {
        if (value is JsonNode node)
        {
            value = JsonDocument.Parse(node.ToJsonString()).RootElement;
        }

        if (++count > ValueLimit)
        {
            throw new ConversionException(path.ToString(), $"more than {ValueLimit:N0} values; does this sequence have an end?");
        }

        return ScalarConverter.TryConvert(value, path, out object? scalar) ? scalar : Compound(value!);
    }

    /// <summary>Converts the result of a contributor: an object whose members, or a dictionary whose entries, are variables.</summary>
    /// <exception cref="ConversionException">It is something else, or a value in it has no place in a template.</exception>
    public ImmutableSortedDictionary<string, object?> ConvertVariables(object? result) =>
        Convert(result, "") switch
        {
            FixedMembers named => named.Members,
            ImmutableSortedDictionary<string, object?> entries => entries,
            null => throw new ConversionException("", "it is null; return an object such as new { servers = … }, or a dictionary"),
            _ => throw new ConversionException("", $"it is {Describe(result!)}; return an object such as new {{ servers = … }}, or a dictionary"),
        };

    /// <summary>A type's name for a message.</summary>
    public static string Describe(object value) => value is string ? "text" : $"a {value.GetType().Name.Split('`')[0]}";

    private object Compound(object value)
    {
        if (parents.Count >= DepthLimit || Refers(value))
        {
            throw new ConversionException(path.ToString(), parents.Count >= DepthLimit
                ? $"values nest deeper than {DepthLimit} levels; return a flatter object"
                : "this value contains itself; return an object without the reference back");
        }

        parents.Push(value);
        try
        {
            return value switch
            {
                JsonElement json => Json(json),
                IDictionary entries => Map(Pairs(entries)),
                ITuple tuple => Tuple(tuple),
                IReadOnlyList<Instance> instances => List(instances),
                IEnumerable items => Sequence(items),
                _ => Members(value),
            };
        }
        finally
        {
            parents.Pop();
        }
    }

    private bool Refers(object value) => !value.GetType().IsValueType && parents.Contains(value, ReferenceEqualityComparer.Instance);

    private object Sequence(IEnumerable items)
    {
        Type type = items.GetType();
        if (!sequences.TryGetValue(type, out Func<object, object?>? key))
        {
            sequences[type] = key = SequenceKey(type);
        }

        return key is null ? List(items)
            : ReferenceEquals(key, MapMark) ? Map(Entries(items))
            : Grouped(key(items), items);
    }

    private static Func<object, object?> MapMark { get; } = value => value;

    private static Func<object, object?>? SequenceKey(Type type)
    {
        foreach (Type generic in type.GetInterfaces())
        {
            Type? open = generic.IsGenericType ? generic.GetGenericTypeDefinition() : null;
            if (open == typeof(IReadOnlyDictionary<,>) || open == typeof(IDictionary<,>))
            {
                return MapMark;
            }

            if (open == typeof(IGrouping<,>))
            {
                return generic.GetProperty(nameof(IGrouping<,>.Key))!.GetValue;
            }
        }

        return null;
    }

    private ImmutableArray<object?> List(IEnumerable items)
    {
        var list = ImmutableArray.CreateBuilder<object?>(items is ICollection known ? known.Count : 4);
        foreach (object? item in items)
        {
            // Most lists are long and of the contract's own records: those need no look.
            if (item is Instance)
            {
                list.Add(item);
                continue;
            }

            using (path.Enter(list.Count))
            {
                list.Add(Convert(item));
            }
        }

        return list.DrainToImmutable();
    }

    private ImmutableSortedDictionary<string, object?> Map(IEnumerable<(object? Key, object? Value)> pairs)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        foreach ((object? key, object? given) in pairs)
        {
            object? value = given;
            string name = key switch
            {
                string text => text,
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                null => throw new ConversionException(path.ToString(), "a key is null"),
                _ => key.ToString() ?? "",
            };
            using (path.EnterKey(name))
            {
                value = Convert(value);
            }

            if (!map.TryAdd(name, value))
            {
                throw new ConversionException(path.ToString(), $"two keys have the same text, '{name}'");
            }
        }

        return map.ToImmutable();
    }

    private FixedMembers Tuple(ITuple tuple)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        for (int i = 0; i < tuple.Length; i++)
        {
            members[$"item{i + 1}"] = Convert(tuple[i], $"item{i + 1}");
        }

        return new FixedMembers(members.ToImmutable());
    }

    private FixedMembers Grouped(object? key, IEnumerable items)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        members["items"] = List(items);
        members["key"] = Convert(key, "key");
        return new FixedMembers(members.ToImmutable());
    }

    private FixedMembers Members(object value)
    {
        ObjectShape shape = ShapeOf(value.GetType());
        var members = new KeyValuePair<string, object?>[shape.Names.Length];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new(shape.Names[i], Member(shape.Names[i], value, shape.Readers[i]));
        }

        return new FixedMembers(ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, members));
    }

    private ObjectShape ShapeOf(Type type)
    {
        if (!shapes.TryGetValue(type, out ObjectShape? shape))
        {
            shapes[type] = shape = ObjectShape.Of(type, path.ToString());
        }

        return shape;
    }

    private object Json(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => List(json.EnumerateArray()),
        _ => Map(json.EnumerateObject().Select(member => ((object?)member.Name, (object?)member.Value))),
    };

    // A dictionary that implements the generic interfaces alone.
    private IEnumerable<(object? Key, object? Value)> Entries(IEnumerable pairs)
    {
        foreach (object pair in pairs)
        {
            ObjectShape shape = ShapeOf(pair.GetType());
            yield return (shape.Readers[0](pair), shape.Readers[1](pair));
        }
    }

    private static IEnumerable<(object? Key, object? Value)> Pairs(IDictionary entries)
    {
        foreach (DictionaryEntry entry in entries)
        {
            yield return (entry.Key, entry.Value);
        }
    }
}

/// <summary>A plugin's value that has no place in a template. Its message names the path to the value and what would be valid.</summary>
internal sealed class ConversionException(string path, string message) : Exception($"{(path.Length == 0 ? "the result" : path)}: {message}");

/// <summary>Code of a plugin threw when a value that it had returned was read.</summary>
/// <param name="path">Where in the result: <c>servers[3].owner</c>.</param>
internal sealed class MemberFailedException(string path, Exception inner) : Exception($"{path}: cannot be read", inner)
{
    /// <summary>Where in the result: <c>servers[3].owner</c>.</summary>
    public string Path => path;
}
