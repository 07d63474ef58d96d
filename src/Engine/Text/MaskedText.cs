using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basenode.Engine.Text;

/// <summary>Writes the texts of a JSON document without secrets: before they are escaped, since an escaped value is found less surely.</summary>
internal sealed class MaskedText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(SecretMask.Process.Apply(value));

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(SecretMask.Process.Apply(value));
}
