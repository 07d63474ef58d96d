namespace Basenode.Engine.Handoffs;

/// <summary>Why a query has no fresh answer now. Its last answer, where there is one, stays in use.</summary>
/// <param name="Message">What went wrong, for a person, with no secret in it: <c>403 Permission denied (token from …)</c>.</param>
/// <param name="Since">When it was first seen without a success in between.</param>
internal sealed record QueryProblem(string Message, DateTimeOffset Since)
{
    /// <summary>Whether it cannot pass by itself, so that waiting is of no use: a recorded snapshot that lacks the query.</summary>
    public bool IsFinal { get; init; }
}
