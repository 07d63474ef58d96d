using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Rendering.Functions;

namespace Basenode.Engine.Rendering;

/// <summary>What one target rendered to, and everything it depended on: while none of that changes, it need not be rendered again.</summary>
internal sealed record RenderedEntry
{
    /// <summary>What came of it; null while it must be rendered again.</summary>
    public RenderedTarget? Rendered { get; init; }

    /// <summary>The last text, so that an equal one is the same reference.</summary>
    public string? LastText { get; init; }

    /// <summary>The target.</summary>
    public required TargetDefinition Target { get; init; }

    /// <summary>The variables of all templates.</summary>
    public required ImmutableSortedDictionary<string, object?> Global { get; init; }

    /// <summary>The variables of this target.</summary>
    public required ImmutableSortedDictionary<string, object?> Own { get; init; }

    /// <summary>The plugins' functions.</summary>
    public required ImmutableArray<FunctionDefinition> Functions { get; init; }

    /// <summary>What it read, which templates it used, what DNS said.</summary>
    public required TemplateOutcome Outcome { get; init; }

    /// <summary>Its run, when that did not return in time: no other is started while it lasts, since each would cost a thread.</summary>
    public Task? HungRun { get; init; }

    private bool IsHanging => HungRun is { IsCompleted: false };

    /// <summary>Whether the target, its variables and the functions are still the same.</summary>
    public bool Holds(TargetDefinition target, VariableSet variables, ImmutableArray<FunctionDefinition> functions, ImmutableSortedDictionary<string, object?> own) =>
        Rendered is { Waiting: null } && ReferenceEquals(Target, target) && Functions == functions
            && (IsHanging || (ReferenceEquals(Global, variables.Global) && ReferenceEquals(Own, own)));

    /// <summary>Whether the templates, the cluster and DNS still say the same.</summary>
    public bool HoldsIn(ClusterState state, TemplateLibrary templates, NameLookups lookups) =>
        Outcome.Files.All(file => ReferenceEquals(templates.Find(file.Key), file.Value))
            && (IsHanging || (Outcome.Reads.HoldIn(state) && (Outcome.Lookups is null || Outcome.Lookups == lookups.Revision)));
}
