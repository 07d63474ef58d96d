using System.Collections.Immutable;
using Basenode.Plugins;

namespace Basenode.Engine.Handoffs;

/// <summary>An immutable picture of what all plugins contribute, in the plugins' order.</summary>
internal sealed record Contributions
{
    /// <summary>No plugin is loaded.</summary>
    public static Contributions Empty { get; } = new();

    /// <summary>Grows by one with each swap of a plugin.</summary>
    public long Revision { get; init; }

    /// <summary>Targets in the order of their declaration.</summary>
    public ImmutableArray<TargetDefinition> Targets { get; init; } = [];

    /// <summary>Fixed variables.</summary>
    public ImmutableArray<VariableDefinition> Variables { get; init; } = [];

    /// <summary>Variables computed from the cluster.</summary>
    public ImmutableArray<VariablesDefinition> ComputedVariables { get; init; } = [];

    /// <summary>Template functions.</summary>
    public ImmutableArray<FunctionDefinition> Functions { get; init; } = [];

    /// <summary>Checks by name.</summary>
    public ImmutableDictionary<string, ICheck> Checks { get; init; } = ImmutableDictionary<string, ICheck>.Empty;

    /// <summary>Makers of reload actions by name; each gets the arguments of <c>Use</c>.</summary>
    public ImmutableDictionary<string, Func<IReadOnlyList<string>, IReloadAction>> Reloads { get; init; } =
        ImmutableDictionary<string, Func<IReadOnlyList<string>, IReloadAction>>.Empty;

    /// <summary>Command lines that have a name as a check.</summary>
    public ImmutableDictionary<string, TargetAction> CheckAliases { get; init; } = ImmutableDictionary<string, TargetAction>.Empty;

    /// <summary>Command lines that have a name as a reload action.</summary>
    public ImmutableDictionary<string, TargetAction> ReloadAliases { get; init; } = ImmutableDictionary<string, TargetAction>.Empty;

    /// <summary>Every plugin that was found, loaded or not, in order.</summary>
    public ImmutableArray<PluginSummary> Plugins { get; init; } = [];
}
