using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>What came of one read of a query: a value, a problem, or both (of files that are broken now, the last good content is used).</summary>
internal sealed record QueryResult
{
    /// <summary>Whether there is a value. Without one the last value stays.</summary>
    public bool HasValue { get; private init; }

    /// <summary>The value, of the type that the query names; meaningless without one.</summary>
    public object? Value { get; private init; }

    /// <summary>The instances that validation left out of it.</summary>
    public ImmutableArray<QuarantinedInstance> Quarantined { get; private init; }

    /// <summary>What is wrong, without secrets; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the problem cannot pass by itself, so that nobody need wait for a value.</summary>
    public bool IsFinal { get; private init; }

    /// <summary>A value without any problem.</summary>
    public static QueryResult Of(object? value, ImmutableArray<QuarantinedInstance> quarantined = default) =>
        new() { HasValue = true, Value = value, Quarantined = quarantined };

    /// <summary>No value.</summary>
    /// <param name="isFinal">Whether the problem cannot pass by itself.</param>
    public static QueryResult Failed(string problem, bool isFinal = false) => new() { Problem = problem, IsFinal = isFinal };
}

/// <summary>An instance that did not pass validation and is left out.</summary>
/// <param name="Service">The service it is registered for, escaped for a log line.</param>
/// <param name="Node">Its node, escaped for a log line.</param>
/// <param name="Id">Its ID, escaped for a log line and shortened.</param>
/// <param name="Reason">What is wrong and what would be valid.</param>
internal sealed record QuarantinedInstance(string Service, string Node, string Id, string Reason);

/// <summary>Why a query has no fresh answer now. Its last answer, where there is one, stays in use.</summary>
/// <param name="Message">What went wrong, for a person, with no secret in it: <c>403 Permission denied (token from …)</c>.</param>
/// <param name="Since">When it was first seen without a success in between.</param>
internal sealed record QueryProblem(string Message, DateTimeOffset Since)
{
    /// <summary>Whether it cannot pass by itself, so that waiting is of no use: a recorded snapshot that lacks the query.</summary>
    public bool IsFinal { get; init; }
}
