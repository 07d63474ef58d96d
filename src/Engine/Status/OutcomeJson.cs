using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Status;

/// <summary>Writes an outcome as a word in snake_case, such as <c>check_refused</c>.</summary>
internal sealed class OutcomeJson() : JsonStringEnumConverter<TargetOutcome>(JsonNamingPolicy.SnakeCaseLower);
