using System.Collections.Immutable;
using System.Text.Json;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>
/// Walks through a JSON text value by value and knows where it stands. Property names are given as Consul compares them: without regard to case
/// and underscores, so that <c>tagged_addresses</c>, <c>TaggedAddresses</c> and <c>taggedaddresses</c> are one.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private Utf8JsonReader reader = new(json);

    /// <summary>Where the current value starts, in bytes.</summary>
    public readonly long Offset => reader.TokenStartIndex;

    /// <summary>Goes to the first value, or from a property's name to its value.</summary>
    public void Advance() => reader.Read();

    /// <summary>Whether an object is here to walk through; false for null, which says the same as an empty one.</summary>
    public readonly bool IsObject(string name) => IsPresent() && Expect(JsonTokenType.StartObject, name, "an object");

    /// <summary>Whether a list is here to walk through; false for null, which says the same as an empty one.</summary>
    public readonly bool IsList(string name) => IsPresent() && Expect(JsonTokenType.StartArray, name, "a list");

    /// <summary>Goes to the value of the object's next property; false at the object's end.</summary>
    /// <param name="name">Its name in lower case without underscores.</param>
    public bool NextProperty(out string name)
    {
        bool found = NextEntry(out string key);
        name = key.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        return found;
    }

    /// <summary>Goes to the value of the next entry of an object whose keys are data, not names; false at the object's end.</summary>
    public bool NextEntry(out string key)
    {
        key = "";
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        key = Decoded("a property's name");
        reader.Read();
        return true;
    }

    /// <summary>Goes to the list's next value; false at the list's end.</summary>
    public bool NextItem()
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Passes over the current value with all that is in it.</summary>
    public void Skip() => reader.Skip();

    /// <summary>The current value as text; null counts as empty.</summary>
    public readonly string Text(string name)
    {
        if (!IsPresent())
        {
            return "";
        }

        Expect(JsonTokenType.String, name, "a text");
        return Decoded(name);
    }

    /// <summary>The current value as a whole number.</summary>
    public readonly long Number(string name)
    {
        Expect(JsonTokenType.Number, name, "a whole number");
        return reader.TryGetInt64(out long number) ? number
            : reader.TryGetDouble(out double real) && double.IsInteger(real) && Math.Abs(real) < int.MaxValue ? (long)real
            : throw Wrong($"{name} must be a whole number");
    }

    /// <summary>The current value as a truth value; null counts as false.</summary>
    public readonly bool Flag(string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Wrong($"{name} must be true or false"),
    };

    /// <summary>The current value as a list of texts.</summary>
    public ImmutableArray<string> Texts(string name)
    {
        ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();
        if (IsList(name))
        {
            while (NextItem())
            {
                texts.Add(Text($"an entry of {name}"));
            }
        }

        return texts.ToImmutable();
    }

    /// <summary>The current value as texts by key, the keys as they are.</summary>
    public ImmutableSortedDictionary<string, string> TextMap(string name)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (IsObject(name))
        {
            while (NextEntry(out string key))
            {
                map[key] = Text($"{name}.{LogText.Escape(key)}");
            }
        }

        return map.ToImmutable();
    }

    /// <summary>The error to throw about the current value.</summary>
    public readonly DefinitionException Wrong(string message) => new(message, Offset);

    private readonly bool IsPresent() => reader.TokenType != JsonTokenType.Null;

    private readonly bool Expect(JsonTokenType token, string name, string expected) =>
        reader.TokenType == token ? true : throw Wrong($"{name} must be {expected}");

    private readonly string Decoded(string name)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"{name} is not valid UTF-8, or has half of a surrogate pair");
        }
    }
}
