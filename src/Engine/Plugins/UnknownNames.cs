using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Registration;

namespace Basenode.Engine.Plugins;

/// <summary>Finds names that a plugin uses and that lead to nothing: checks and reload actions of <c>Use</c>, targets of <c>Variables</c>.</summary>
internal static class UnknownNames
{
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
            ActionProblem?[] problems =
            [
                target.Check is null ? null : ActionNames.Check(target.Check, all).Problem,
                target.Reload is null ? null : ActionNames.Reload(target.Reload, all).Problem,
            ];
            errors.AddRange(problems.OfType<ActionProblem>().Select(problem => $"target {target.Name}: {problem.Message}"));
        }

        foreach (string target in used.ComputedVariables.Select(variables => variables.Target).OfType<string>().Distinct())
        {
            if (!all.Targets.Any(each => each.Name == target))
            {
                errors.Add($"variables are for target {target}, which no plugin declares; declared targets: {List(all.Targets.Select(each => each.Name))}");
            }
        }

        return errors.Count == 0 ? summary : summary with { Errors = summary.Errors.AddRange(errors.Select(error => $"{summary.Path}: {error}")) };
    }

    private static string List(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } some ? string.Join(", ", some) : "none";
}
