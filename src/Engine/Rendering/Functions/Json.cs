using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>JSON of templates' values, and back.</summary>
internal static class Json
{
    private const int DepthLimit = 40;

    /// <summary>Writes a value. Keys keep their order; the compact form never has a line break.</summary>
    public static string Write(FunctionContext context, object? value, bool pretty) => Write(item => context.ObjectToString(item), value, pretty);

    /// <summary>Writes a value where no template runs.</summary>
    /// <param name="text">The text of what JSON has no form for.</param>
    public static string Write(Func<object?, string?> text, object? value, bool pretty)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = pretty,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = DepthLimit + 1,
        }))
        {
            Write(text, writer, value, 0);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a text.</summary>
    public static object? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Of(json.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FunctionException($"invalid JSON in line {(exception.LineNumber ?? 0) + 1}: {JsonError.Describe(exception)}");
        }
    }

    /// <summary>What a value is made of, for whoever writes it down: entries of a map or object, items of a list, or neither.</summary>
    public static (IEnumerable<KeyValuePair<string, object?>>? Entries, IEnumerable<object?>? Items) Parts(object value) => value switch
    {
        string => (null, null),
        IDictionary<string, object?> map => (map, null),
        _ when RecordMembers.IsRecord(value) => (RecordMembers.NamesOf(value).Select(name =>
            KeyValuePair.Create(name, RecordMembers.TryGet(value, name, out object? member) ? member : null)), null),
        KeyValuePair<string, object?> entry => ([new("key", entry.Key), new("value", entry.Value)], null),
        IEnumerable items => (null, items.Cast<object?>()),
        _ => (null, null),
    };

    private static void Write(Func<object?, string?> text, Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new FunctionException($"this value nests deeper than {DepthLimit} levels");
        }

        (IEnumerable<KeyValuePair<string, object?>>? entries, IEnumerable<object?>? items) = value is null ? default : Parts(value);
        if (entries is not null)
        {
            writer.WriteStartObject();
            foreach ((string key, object? entry) in entries)
            {
                writer.WritePropertyName(key);
                Write(text, writer, entry, depth + 1);
            }

            writer.WriteEndObject();
        }
        else if (items is not null)
        {
            writer.WriteStartArray();
            foreach (object? item in items)
            {
                Write(text, writer, item, depth + 1);
            }

            writer.WriteEndArray();
        }
        else
        {
            WriteScalar(text, writer, value);
        }
    }

    private static void WriteScalar(Func<object?, string?> text, Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case System.Numerics.BigInteger:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float or decimal:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(text(value));
                break;
        }
    }

    private static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => MapObject.Of(json.EnumerateObject().DistinctBy(member => member.Name)
            .Select(member => KeyValuePair.Create(member.Name, Of(member.Value)))),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToArray(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
