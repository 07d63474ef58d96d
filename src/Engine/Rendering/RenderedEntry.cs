using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Rendering;

/// <summary>What one target rendered to, and everything it depended on: while none of that changes, it need not be rendered again.</summary>
internal sealed record RenderedEntry
{
    /// <summary>What came of it.</summary>
    public required RenderedTarget Rendered { get; init; }

    /// <summary>The last text, so that an equal one is the same reference.</summary>
    public string? LastText { get; init; }

    /// <summary>What it was rendered from.</summary>
    public required RenderedFrom From { get; init; }

    /// <summary>What it read, which templates it used, what DNS said.</summary>
    public required TemplateOutcome Outcome { get; init; }

    /// <summary>The end of its run, when that did not return in time: no other is started while it lasts, since each would cost a thread.</summary>
    public Task? HungRun { get; init; }

    /// <summary>How long its run took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Why a plugin's code failed, which may be for something else than its inputs: it is tried again without a change, too.</summary>
    public RetryState? Retry { get; init; }

    /// <summary>When it is tried again; null for never, or not before a run that hangs has ended.</summary>
    public DateTimeOffset? RetryAt => IsHanging ? null : Retry?.RetryAt;

    private bool IsHanging => HungRun is { IsCompleted: false };

    /// <summary>Whether all inputs are still the same, so that rendering again would give the same.</summary>
    public bool Holds(RenderedFrom now, ClusterState state, TemplateLibrary templates, NameLookups lookups, DateTimeOffset at) =>
        Rendered is { Waiting: null }
        && !(RetryAt <= at)
        && ReferenceEquals(From.Target, now.Target)
        && From.Functions == now.Functions
        && Outcome.Files.All(file => ReferenceEquals(templates.Find(file.Key), file.Value))
        && (Outcome.Origins is null || Outcome.Origins == now.Origins.Line(Outcome.Named))
        && (IsHanging || (From.HasSameVariables(now) && Outcome.Reads.HoldIn(state) && (Outcome.Lookups is null || Outcome.Lookups == lookups.Revision)));
}

/// <summary>What a target is rendered from, beside the cluster and the templates.</summary>
/// <param name="Target">The target.</param>
/// <param name="Variables">The variables of all templates and of each target.</param>
/// <param name="Own">The variables that this target alone sees.</param>
/// <param name="Functions">The plugins' functions.</param>
internal sealed record RenderedFrom(
    TargetDefinition Target,
    VariableSet Variables,
    ImmutableSortedDictionary<string, object?> Own,
    ImmutableArray<FunctionDefinition> Functions)
{
    /// <summary>Where the script and the templates are from.</summary>
    public required TargetOrigins Origins { get; init; }

    /// <summary>Whether the variables are the same objects.</summary>
    public bool HasSameVariables(RenderedFrom other) => ReferenceEquals(Variables.Global, other.Variables.Global) && ReferenceEquals(Own, other.Own);
}
