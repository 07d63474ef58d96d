using System.Text.Json.Serialization;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Cli.Output;

/// <summary>The JSON that commands print. Names are in snake_case, as in templates.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = [typeof(MaskedText)])]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IReadOnlyList<PluginSummary>))]
internal sealed partial class OutputJson : JsonSerializerContext;
