using System.Text.Json.Serialization;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>What the engine and its compiling child say to each other, a JSON text each way.</summary>
[JsonSerializable(typeof(IReadOnlyList<ScriptCompilation>))]
[JsonSerializable(typeof(IReadOnlyList<CompiledScript>))]
internal sealed partial class ScriptCompilerJson : JsonSerializerContext;
