using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Cli.Output;

/// <summary>What a run would do, by its meaning and in a few words: <c>web: +3 −1 servers in web -> runtime, no reload · 2 of 5 targets unchanged</c>.</summary>
internal static class PreviewSummary
{
    private const string Between = " · ";
    private const int LineWidth = 100;
    private const int MostWords = 80;

    /// <summary>A phrase for each target, or group of them, that a run would do something with; then what is wrong beside them, and how many stay as they are.</summary>
    public static IReadOnlyList<(Colour Colour, string Text)> Of(PreviewReport report, IReadOnlyList<TargetDifference> differences)
    {
        IEnumerable<List<TargetDifference>> groups = Groups(differences.Where(difference => difference.IsBad || difference.Target.WouldAct));
        int unchanged = differences.Count(difference => difference is { IsBad: false, Target.WouldAct: false });
        string[] places = [.. report.Problems.Where(problem => problem.Kind is not ProblemKind.Unanswered).Select(problem => problem.Place).Distinct()];
        return
        [
            .. groups.Select(Phrase),
            .. places.Length == 0 ? [] : ((Colour, string)[])[(Colour.Red, $"{(places.Length == 1 ? "error" : "errors")} in {string.Join(", ", places.Take(3))}{(places.Length > 3 ? $" and {places.Length - 3} more" : "")}")],
            .. report.Missing.IsEmpty ? [] : ((Colour, string)[])[(Colour.Red, $"{Words.Count(report.Missing.Count, "query", "queries")} without an answer")],
            .. unchanged == 0 ? [] : ((Colour, string)[])[(Colour.Green, $"{unchanged} of {differences.Count} targets unchanged")],
        ];
    }

    /// <summary>Writes it in one line where that is short, else a line for each phrase.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<(Colour Colour, string Text)> phrases)
    {
        if (phrases.Sum(phrase => phrase.Text.Length + Between.Length) - Between.Length <= LineWidth)
        {
            terminal.Line([.. phrases.SelectMany((phrase, at) => at == 0 ? [phrase] : ((Colour, string)[])[(Colour.None, Between), phrase])]);
            return;
        }

        foreach ((Colour colour, string text) in phrases)
        {
            terminal.Line(colour, text);
        }
    }

    // Targets that share a reload are told together.
    private static IEnumerable<List<TargetDifference>> Groups(IEnumerable<TargetDifference> acting)
    {
        var groups = new List<List<TargetDifference>>();
        foreach (TargetDifference difference in acting)
        {
            List<TargetDifference>? shared = difference.IsBad || difference.Target.Plan is null
                ? null
                : groups.Find(group => !group[0].IsBad && ReferenceEquals(group[0].Target.Plan, difference.Target.Plan));
            if (shared is null)
            {
                groups.Add([difference]);
            }
            else
            {
                shared.Add(difference);
            }
        }

        return groups;
    }

    private static (Colour Colour, string Text) Phrase(List<TargetDifference> group)
    {
        string names = string.Join(", ", group.Select(difference => difference.Target.Target));
        TargetPreview first = group[0].Target;
        string what = What(group);
        if (first.Error is { } error)
        {
            return (Colour.Red, $"{names}: {FirstLine(error)}");
        }

        if (first.Refusal is not null)
        {
            return (Colour.Red, $"{names}: {what}, refused by its check");
        }

        string how = first.Plan is { } plan ? How(plan) : "";
        return (Colour.Yellow, $"{names}: {what}{(what.Length > 0 && how.Length > 0 ? " -> " : "")}{how}");
    }

    private static string What(List<TargetDifference> group)
    {
        if (group[0].Target.Plan is { } plan && (plan.Changes.Count > 0 || (plan.Reasons.Count > 0 && group.All(difference => difference.Target.Current is not null))))
        {
            return string.Join(", ", plan.Changes);
        }

        TargetDifference[] changing = [.. group.Where(difference => difference.Target.WouldChange)];
        int added = changing.Sum(difference => difference.Diff.Added);
        return changing.Length == 0 ? "a reload is due"
            : changing.All(difference => difference.IsOfSecretsOnly) ? "only secrets change"
            : changing.All(difference => difference.Target.Current is null) ? $"new {(changing.Length == 1 ? "file" : "files")}, {Words.Count(added, "line")}"
            : Count(added, changing.Sum(difference => difference.Diff.Removed));
    }

    private static string How(ReloadPlan plan) => plan switch
    {
        { Reloads: true, Reasons.Count: > 0 } => $"reload, because {string.Join("; ", plan.Reasons)}",
        { Reloads: true } => "reload",
        { Reloads: false } => "runtime, no reload",
        _ => plan.Summary,
    };

    /// <summary>Lines that come and go: <c>+3 −1 lines</c>.</summary>
    public static string Count(int added, int removed)
    {
        string[] signed = [.. added > 0 || removed == 0 ? (string[])[$"+{added}"] : [], .. removed > 0 ? (string[])[$"−{removed}"] : []];
        return $"{string.Join(' ', signed)} {(added + removed == 1 ? "line" : "lines")}";
    }

    private static string FirstLine(string text)
    {
        string line = text.Split('\n')[0];
        return line.Length > MostWords ? line[..MostWords] + "…" : line;
    }
}
