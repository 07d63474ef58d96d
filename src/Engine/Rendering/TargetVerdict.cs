using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine.Rendering;

/// <summary>Says of a rendering what came of it: a text, an error with its cause first, or what it waits for. Pure.</summary>
internal static class TargetVerdict
{
    private const int MostNamed = 5;
    private const int MostCauses = 3;

    /// <summary>The verdict.</summary>
    /// <param name="failedPlugins">Why plugins that never worked do not serve: what they would have set is missing.</param>
    public static RenderedTarget Of(TargetDefinition target, TemplateOutcome outcome, VariableSet variables, ImmutableArray<Problem> failedPlugins)
    {
        var rendered = new RenderedTarget { Target = target, Queries = outcome.Reads.Queries, Missing = outcome.Reads.Missing };
        if (!outcome.Reads.Missing.IsEmpty)
        {
            string[] missing = [.. outcome.Reads.Missing.Select(query => query.ToString()).Order(StringComparer.Ordinal)];
            string more = missing.Length > MostNamed ? $" and {missing.Length - MostNamed} more" : "";
            return rendered with { Waiting = $"waits for {string.Join(", ", missing.Take(MostNamed))}{more}" };
        }

        if (outcome.LacksVariable && !variables.Waiting.IsEmpty)
        {
            return rendered with { Waiting = $"waits for the variables of {string.Join(", ", variables.Waiting)}: {outcome.Error}" };
        }

        if (outcome is { AwaitsOrigins: true, Error: null })
        {
            return rendered with { Waiting = "waits for git to name the commit of its script and templates" };
        }

        return outcome.Error is null ? rendered with { Text = outcome.Text }
            : rendered with { Error = outcome.LacksVariable ? CauseFirst(outcome.Error, [.. failedPlugins, .. variables.Failed]) : outcome.Error };
    }

    // A variable is missing because of what should have set it, not because of the template.
    private static string CauseFirst(string error, ImmutableArray<Problem> causes) =>
        causes.IsEmpty ? error : $"{string.Join('\n', causes.Take(MostCauses))}\nso {error}";
}
