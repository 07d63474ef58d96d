using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Status;

/// <summary>What asking for the status came to: exactly one of the two is set.</summary>
/// <param name="Status">How the engine stands.</param>
/// <param name="Problem">Why there is no answer, and what to do about it.</param>
internal sealed record StatusAnswer(EngineStatus? Status, string? Problem);
