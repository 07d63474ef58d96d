using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Consul.Json;

/// <summary>Readers for what the API answers, made by the compiler: no reflection at the start. A null where none may be is an error.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(List<ServiceEntryJson>))]
[JsonSerializable(typeof(Dictionary<string, List<string>>))]
[JsonSerializable(typeof(List<NodeJson>))]
[JsonSerializable(typeof(List<CheckJson>))]
[JsonSerializable(typeof(List<CheckStampJson>))]
[JsonSerializable(typeof(List<MemberJson>))]
[JsonSerializable(typeof(List<KeyJson>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(CatalogNodeJson))]
[JsonSerializable(typeof(PreparedQueryJson))]
[JsonSerializable(typeof(AgentSelfJson))]
[JsonSerializable(typeof(CaRootsJson))]
[JsonSerializable(typeof(CaLeafJson))]
internal sealed partial class ConsulJsonContext : JsonSerializerContext;
