using System.Text.Json.Serialization;

namespace Basenode.Engine.Delivery.Memories;

/// <summary>The form of <c>state.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TargetMemory))]
internal sealed partial class MemoryJson : JsonSerializerContext;
