using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Basenode.Engine.Text;
using Basenode.Engine.Values;
using Basenode.Plugins;

namespace Basenode.Engine.Variables.LastGood;

/// <summary>Writes the values of variables as JSON and reads them again. Text, whole numbers, truth values and lists are JSON's own; each other value is an object with one member that names its kind.</summary>
internal static class ValueJson
{
    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: WriteKind(json, "double", number.ToString("R", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: WriteKind(json, "time", time.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: WriteKind(json, "span", span.ToString("c", CultureInfo.InvariantCulture)); break;
            case ImmutableArray<object?> list: WriteList(json, list); break;
            case FixedMembers named: WriteMembers(json, "members", named.Members); break;
            case ImmutableSortedDictionary<string, object?> map: WriteMembers(json, "map", map); break;
            case Instance instance: WriteRecord(json, "instance", instance, ContractJson.Default.Instance); break;
            case Node node: WriteRecord(json, "node", node, ContractJson.Default.Node); break;
            case ServiceSummary service: WriteRecord(json, "service", service, ContractJson.Default.ServiceSummary); break;
            case Member member: WriteRecord(json, "member", member, ContractJson.Default.Member); break;
            case HealthCheck check: WriteRecord(json, "check", check, ContractJson.Default.HealthCheck); break;
            default: throw new NotSupportedException($"{value.GetType().Name} is not kept");
        }
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">It is none that this release knows.</exception>
    public static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out long number) ? number : throw new JsonException($"the number {json} must be a whole number"),
        JsonValueKind.Array => ImmutableArray.CreateRange(json.EnumerateArray().Select(Read)),
        _ => json.EnumerateObject().ToArray() is [var kind] ? ReadKind(kind.Name, kind.Value) : throw new JsonException("an object must have exactly one property, the kind of its value"),
    };

    /// <summary>Reads the members of an object.</summary>
    /// <exception cref="JsonException">One is none that this release knows.</exception>
    public static ImmutableSortedDictionary<string, object?> ReadMembers(JsonElement json) => ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal, json.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Read(member.Value))));

    /// <summary>Whether a value may be kept: nothing with a private key or another secret in it.</summary>
    public static bool MayBeKept(object? value) => value switch
    {
        LeafCertificate => false,
        string text => !SecretMask.Process.IsIn(text),
        ImmutableArray<object?> list => list.All(MayBeKept),
        FixedMembers named => named.Members.Values.All(MayBeKept),
        ImmutableSortedDictionary<string, object?> map => map.Values.All(MayBeKept),
        _ => true,
    };

    private static object? ReadKind(string kind, JsonElement value) => kind switch
    {
        "double" => double.Parse(value.GetString() ?? "", CultureInfo.InvariantCulture),
        "time" => DateTimeOffset.ParseExact(value.GetString() ?? "", "O", CultureInfo.InvariantCulture),
        "span" => TimeSpan.ParseExact(value.GetString() ?? "", "c", CultureInfo.InvariantCulture),
        "members" => new FixedMembers(ReadMembers(value)),
        "map" => ReadMembers(value),
        "instance" => Read(kind, value, ContractJson.Default.Instance),
        "node" => Read(kind, value, ContractJson.Default.Node),
        "service" => Read(kind, value, ContractJson.Default.ServiceSummary),
        "member" => Read(kind, value, ContractJson.Default.Member),
        "check" => Read(kind, value, ContractJson.Default.HealthCheck),
        _ => throw new JsonException($"a value has the unknown kind '{LogText.Escape(kind)}'"),
    };

    // A position within the value would not be one of the file.
    private static T? Read<T>(string kind, JsonElement value, JsonTypeInfo<T> type)
    {
        try
        {
            return value.Deserialize(type);
        }
        catch (JsonException error)
        {
            throw new JsonException($"a value of the kind '{kind}' is damaged: {JsonError.Describe(error, JsonMarshal.GetRawUtf8Value(value))}");
        }
    }

    private static void WriteKind(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString(kind, value);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, ImmutableArray<object?> list)
    {
        json.WriteStartArray();
        foreach (object? item in list)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, string kind, ImmutableSortedDictionary<string, object?> members)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        foreach ((string name, object? value) in members)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRecord<T>(Utf8JsonWriter json, string kind, T record, JsonTypeInfo<T> type)
    {
        json.WriteStartObject();
        json.WritePropertyName(kind);
        JsonSerializer.Serialize(json, record, type);
        json.WriteEndObject();
    }
}

/// <summary>The records of the plugin contract as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Instance))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(ServiceSummary))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(HealthCheck))]
internal sealed partial class ContractJson : JsonSerializerContext;
