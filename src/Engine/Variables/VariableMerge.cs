using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Variables;

/// <summary>Brings the variables of all plugins into one namespace: the plugin that comes first keeps a name, and the problem names both.</summary>
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
    /// <returns>Whether it keeps the name.</returns>
    /// <param name="plugin">The file name of its plugin.</param>
    /// <param name="path">The path of its plugin, which tells it from others of the same file name.</param>
    public bool Add(string name, object? value, string? target, string plugin, string path)
    {
        if (Refusal(name, target ?? "", path) is string refusal)
        {
            Problems.Add(new Problem(ProblemKind.VariableRefused, plugin, refusal));
            return false;
        }

        owners[(target ?? "", name)] = path;
        if (target is null)
        {
            global[name] = value;
            return true;
        }

        if (!byTarget.TryGetValue(target, out var values))
        {
            byTarget[target] = values = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        }

        values[name] = value;
        return true;
    }

    private string? Refusal(string name, string target, string path)
    {
        if (NameRules.TemplateProblem("variable", name) is string problem)
        {
            return problem;
        }

        if (reserved.Contains(name))
        {
            return $"variable '{name}' has the name of a built-in template function; give it another name";
        }

        if (functionPlugins.TryGetValue(name, out string? function))
        {
            return $"variable '{name}' has the name of a template function of {function}; give it another name";
        }

        // A variable of one target may not stand beside one of all targets either: what a template sees must not depend on the order of plugins.
        string? owner = owners.GetValueOrDefault((target, name)) ?? owners.GetValueOrDefault(("", name))
            ?? (target.Length == 0 ? owners.FirstOrDefault(other => other.Key.Name == name).Value : null);
        return owner is null ? null
            : owner == path ? $"variable '{name}' is set twice by this plugin; the first one is used"
            : $"variable '{name}' is set by {owner}, which comes first and keeps it; give this one another name";
    }
}
