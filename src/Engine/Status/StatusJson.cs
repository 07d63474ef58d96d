using System.Text.Json.Serialization;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Status;

/// <summary>The status document: what the socket carries and <c>basenode status --json</c> prints. Names are in snake_case, as in templates.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters = [typeof(OutcomeJson), typeof(HealthLevelJson), typeof(ProblemKindJson)])]
[JsonSerializable(typeof(EngineStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
