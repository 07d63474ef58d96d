using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Variables;

/// <summary>Brings the variables of all plugins into one namespace: the plugin whose file name comes first keeps a name, and the error names both.</summary>
internal sealed class VariableMerge(IReadOnlyCollection<string> reserved, IEnumerable<FunctionDefinition> functions)
{
    private readonly Dictionary<string, string> functionPlugins = functions
        .DistinctBy(function => function.Name).ToDictionary(function => function.Name, function => function.Plugin, StringComparer.Ordinal);

    private readonly Dictionary<(string Target, string Name), string> owners = [];
    private readonly ImmutableSortedDictionary<string, object?>.Builder global =
        ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);

    private readonly SortedDictionary<string, ImmutableSortedDictionary<string, object?>.Builder> byTarget = new(StringComparer.Ordinal);

    /// <summary>Names that were refused, and why.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>What all templates see.</summary>
    public ImmutableSortedDictionary<string, object?> Global => global.ToImmutable();

    /// <summary>What one target alone sees.</summary>
    public ImmutableDictionary<string, ImmutableSortedDictionary<string, object?>> ByTarget =>
        byTarget.ToImmutableDictionary(target => target.Key, target => target.Value.ToImmutable());

    /// <summary>Adds one variable; the first to come keeps a name.</summary>
    public void Add(string name, object? value, string? target, string plugin)
    {
        if (Refusal(name, target ?? "", plugin) is string refusal)
        {
            Problems.Add(new Problem(ProblemKind.VariableRefused, plugin, $"variable '{name}' {refusal}"));
            return;
        }

        owners[(target ?? "", name)] = plugin;
        if (target is null)
        {
            global[name] = value;
            return;
        }

        if (!byTarget.TryGetValue(target, out var values))
        {
            byTarget[target] = values = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        }

        values[name] = value;
    }

    private string? Refusal(string name, string target, string plugin)
    {
        if (VariableNames.Problem(name) is string problem)
        {
            return problem;
        }

        if (reserved.Contains(name))
        {
            return "has the name of a built-in template function; choose another";
        }

        if (functionPlugins.TryGetValue(name, out string? function))
        {
            return $"has the name of a template function of {function}; choose another";
        }

        // A variable of one target may not stand beside one of all targets either: what a template sees must not depend on the order of files.
        string? owner = owners.GetValueOrDefault((target, name)) ?? owners.GetValueOrDefault(("", name))
            ?? (target.Length == 0 ? owners.FirstOrDefault(other => other.Key.Name == name).Value : null);
        return owner is null ? null
            : owner == plugin ? $"is set twice in {plugin}; the first one is used"
            : $"is set by {owner} too; that of {owner} is used, since its file name comes first";
    }
}
