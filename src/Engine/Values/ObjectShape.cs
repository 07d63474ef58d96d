using System.Collections.Immutable;
using System.Reflection;
using Basenode.Engine.Text;

namespace Basenode.Engine.Values;

/// <summary>The public members of one type of a plugin, under the names that templates use. Lives as long as one conversion, so that it keeps no plugin loaded.</summary>
internal sealed class ObjectShape
{
    private const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;

    private ObjectShape(string[] names, Func<object, object?>[] readers) => (Names, Readers) = (names, readers);

    /// <summary>The members' names in snake_case, in ordinal order.</summary>
    public string[] Names { get; }

    /// <summary>What reads each member.</summary>
    public Func<object, object?>[] Readers { get; }

    /// <summary>Looks a type's members up.</summary>
    /// <exception cref="ConversionException">Two members have one name in templates.</exception>
    public static ObjectShape Of(Type type, string path)
    {
        var members = new SortedDictionary<string, (string Name, Func<object, object?> Read)>(StringComparer.Ordinal);
        foreach (PropertyInfo property in type.GetProperties(Public))
        {
            if (property.GetIndexParameters().Length == 0 && property.GetMethod is { IsPublic: true } && !IsHidden(property, members))
            {
                Add(property.Name, value => property.GetValue(value, BindingFlags.DoNotWrapExceptions, null, null, null));
            }
        }

        foreach (FieldInfo field in type.GetFields(Public))
        {
            Add(field.Name, field.GetValue);
        }

        return new ObjectShape([.. members.Keys], [.. members.Values.Select(member => member.Read)]);

        void Add(string name, Func<object, object?> read)
        {
            string snake = SnakeCase.From(name);
            if (!members.TryAdd(snake, (name, read)))
            {
                throw new ConversionException(path, $"members '{members[snake].Name}' and '{name}' would both be called '{snake}' in a template");
            }
        }
    }

    // A property that a derived class declares anew comes before the one it hides.
    private static bool IsHidden(PropertyInfo property, SortedDictionary<string, (string Name, Func<object, object?> Read)> members) =>
        members.TryGetValue(SnakeCase.From(property.Name), out var known) && known.Name == property.Name;
}

/// <summary>A plugin's object with members of fixed names, in snake_case: an unknown member is an error, unlike an absent key of a dictionary.</summary>
internal sealed record FixedMembers(ImmutableSortedDictionary<string, object?> Members);
