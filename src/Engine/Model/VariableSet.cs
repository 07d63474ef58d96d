using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>The variables of one pass, converted into values that hold nothing of a plugin's own types.</summary>
/// <remarks>
/// A value is null, <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/>,
/// a record of <c>Basenode.Plugins</c> (<c>Instance</c>, <c>Node</c> …), <c>ImmutableArray&lt;object?&gt;</c>, <see cref="Values.FixedMembers"/>, or an
/// <c>ImmutableSortedDictionary&lt;string, object?&gt;</c> (keys as given; an absent one is null in a template).
/// </remarks>
internal sealed record VariableSet
{
    /// <summary>Variables that all templates see. The reference is the same as in the last pass when nothing changed.</summary>
    public ImmutableSortedDictionary<string, object?> Global { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    /// <summary>Variables that one target alone sees, by target.</summary>
    public ImmutableDictionary<string, ImmutableSortedDictionary<string, object?>> ByTarget { get; init; } =
        ImmutableDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty;

    /// <summary>Contributors whose answers are not there yet: a template that lacks a variable waits for these.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Plugins whose contributors are still running: their last good values are used, and a pass is asked for at their end.</summary>
    public ImmutableArray<string> Late { get; init; } = [];

    /// <summary>What went wrong: contributors that threw, hung or clashed. Their last good values are used where there are any.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Those of the problems that may be why a template lacks a variable: contributors whose present version has never given values.</summary>
    public ImmutableArray<Problem> Failed { get; init; } = [];

    /// <summary>Everything that contributors read.</summary>
    public ImmutableHashSet<Query> Queries { get; init; } = [];

    /// <summary>Queries that contributors read and that have no answer yet.</summary>
    public ImmutableHashSet<Query> Missing { get; init; } = [];

    /// <summary>When a contributor with a period is to run again; null for never.</summary>
    public DateTimeOffset? RunAgainAt { get; init; }
}
