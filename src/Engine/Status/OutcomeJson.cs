using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Status;

/// <summary>Writes an outcome as a word in snake_case, such as <c>check_refused</c>.</summary>
internal sealed class OutcomeJson() : JsonStringEnumConverter<TargetOutcome>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>Writes a level of health as a word in lower case.</summary>
internal sealed class HealthLevelJson() : JsonStringEnumConverter<HealthLevel>(JsonNamingPolicy.SnakeCaseLower);

/// <summary>Writes a kind of problem as a word in snake_case, such as <c>target_not_in_use</c>.</summary>
internal sealed class ProblemKindJson() : JsonStringEnumConverter<ProblemKind>(JsonNamingPolicy.SnakeCaseLower);
