using System.Text.Json.Serialization;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>What the engine and its compiling child say to each other, a JSON text each way.</summary>
/// <remarks>By metadata: the generated fast path writes bytes that are null as an empty text.</remarks>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<ScriptCompilation>))]
[JsonSerializable(typeof(IReadOnlyList<CompiledScript>))]
internal sealed partial class ScriptCompilerJson : JsonSerializerContext;
