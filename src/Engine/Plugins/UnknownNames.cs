using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Plugins.Registration;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins;

/// <summary>Finds names that a plugin uses and nobody registers: checks and reload actions of <c>Use</c>, targets of <c>Variables</c>.</summary>
internal static class UnknownNames
{
    // More names in a row are a circle.
    private const int LongestChain = 16;

    /// <summary>Adds an error for each unknown name to a plugin's summary.</summary>
    public static PluginSummary AddTo(PluginSummary summary, RegisteredContributions? used, Contributions all)
    {
        if (used is null)
        {
            return summary;
        }

        var errors = new List<string>();
        foreach (TargetDefinition target in used.Targets)
        {
            errors.AddRange(Complaints($"target {target.Name}", "check", target.Check, all.CheckAliases, all.Checks.Keys));
            errors.AddRange(Complaints($"target {target.Name}", "reload", target.Reload, all.ReloadAliases, all.Reloads.Keys));
        }

        foreach (string target in used.ComputedVariables.Select(variables => variables.Target).OfType<string>().Distinct())
        {
            if (!all.Targets.Any(each => each.Name == target))
            {
                errors.Add($"variables are for target {target}, which no plugin declares; declared are {List(all.Targets.Select(each => each.Name))}");
            }
        }

        return errors.Count == 0 ? summary : summary with { Errors = summary.Errors.AddRange(errors.Select(error => $"{summary.Path}: {error}")) };
    }

    private static IEnumerable<string> Complaints(
        string user,
        string kind,
        TargetAction? action,
        ImmutableDictionary<string, TargetAction> aliases,
        IEnumerable<string> registered)
    {
        for (int i = 0; action is NamedAction named; i++)
        {
            if (i == LongestChain)
            {
                return [$"{user}: {kind} {named.Name} leads back to itself"];
            }

            if (aliases.GetValueOrDefault(named.Name) is { } next)
            {
                action = next;
                continue;
            }

            return registered.Contains(named.Name)
                ? []
                : [$"{user}: no plugin registers the {kind} {named.Name}; registered are {List(registered.Concat(aliases.Keys))}"];
        }

        return [];
    }

    private static string List(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } some ? string.Join(", ", some) : "none";
}
