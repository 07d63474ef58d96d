using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>What one plugin contributes, validated, before it is merged with what the others do.</summary>
internal sealed record RegisteredContributions
{
    /// <summary>Targets in the order of their declaration.</summary>
    public ImmutableArray<TargetDefinition> Targets { get; init; } = [];

    /// <summary>Fixed variables.</summary>
    public ImmutableArray<VariableDefinition> Variables { get; init; } = [];

    /// <summary>Variables computed from the cluster.</summary>
    public ImmutableArray<VariablesDefinition> ComputedVariables { get; init; } = [];

    /// <summary>Template functions.</summary>
    public ImmutableArray<FunctionDefinition> Functions { get; init; } = [];

    /// <summary>Checks by name.</summary>
    public ImmutableArray<(string Name, ICheck Check)> Checks { get; init; } = [];

    /// <summary>Names for other checks: a command line, or a check's name.</summary>
    public ImmutableArray<(string Name, TargetAction Action)> CheckAliases { get; init; } = [];

    /// <summary>Makers of reload actions by name.</summary>
    public ImmutableArray<(string Name, Func<IReadOnlyList<string>, IReloadAction> Create)> Reloads { get; init; } = [];

    /// <summary>The names in <see cref="Reloads"/> that stand for one action, not for a family, and so take no arguments.</summary>
    public ImmutableArray<string> PlainReloads { get; init; } = [];

    /// <summary>Names for other reload actions: a command line, or an action's name.</summary>
    public ImmutableArray<(string Name, TargetAction Action)> ReloadAliases { get; init; } = [];

    /// <summary>For how long services are held.</summary>
    public ImmutableArray<HoldOptions> Holds { get; init; } = [];

    /// <summary>The keys of its table of basenode.toml that the plugin has asked for.</summary>
    public ImmutableHashSet<string> AskedSettings { get; init; } = [];
}
