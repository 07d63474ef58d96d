using System.Text.Json.Serialization;
using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>The JSON that commands print. Names are in snake_case, as in templates.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(IReadOnlyList<PluginSummary>))]
internal sealed partial class OutputJson : JsonSerializerContext;
