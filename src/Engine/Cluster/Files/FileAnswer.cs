using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Files;

/// <summary>What files say to a query.</summary>
/// <param name="HasValue">False when they have no answer at all; the problem then says why.</param>
/// <param name="Value">The answer, of the type that the query names.</param>
/// <param name="Quarantined">Instances that are left out of it.</param>
/// <param name="Problem">What is wrong, also with an answer: a broken file of which the last good content is used. Null when nothing is.</param>
internal sealed record FileAnswer(bool HasValue, object? Value, ImmutableArray<QuarantinedInstance> Quarantined, string? Problem)
{
    /// <summary>An answer without any problem.</summary>
    public static FileAnswer Of(object? value, ImmutableArray<QuarantinedInstance> quarantined = default) => new(true, value, quarantined, null);

    /// <summary>No answer.</summary>
    public static FileAnswer None(string problem) => new(false, null, default, problem);
}
