using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Status;

/// <summary>The status document: what the socket carries and <c>basenode status --json</c> prints. Names are in snake_case, as in templates.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters = [typeof(OutcomeJson), typeof(HealthLevelJson), typeof(ProblemKindJson), typeof(MaskedText)])]
[JsonSerializable(typeof(EngineStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;

/// <summary>Writes an outcome as a word in snake_case, such as <c>check_refused</c>.</summary>
internal sealed class OutcomeJson() : JsonStringEnumConverter<TargetOutcome>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>Writes a level of health as a word in lower case.</summary>
internal sealed class HealthLevelJson() : JsonStringEnumConverter<HealthLevel>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>Writes a kind of problem as a word in snake_case, such as <c>target_not_in_use</c>.</summary>
internal sealed class ProblemKindJson() : JsonStringEnumConverter<ProblemKind>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>What asking came to: exactly one of the three is set.</summary>
/// <param name="Status">How the engine stands.</param>
/// <param name="Problem">Why there is no answer, and what to do about it.</param>
internal sealed record StatusAnswer(EngineStatus? Status, string? Problem)
{
    /// <summary>The metrics, where they were asked for.</summary>
    public string? Metrics { get; init; }
}
