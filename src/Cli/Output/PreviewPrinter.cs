using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>Shows what a run would do, for a person.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="view">What of it.</param>
internal sealed class PreviewPrinter(Terminal terminal, PreviewView view)
{
    // With more parts than these only what is not well is listed.
    private const int MostBackends = 10;

    /// <summary>Writes the whole report.</summary>
    public void Print(PreviewReport report)
    {
        if (view.Variables)
        {
            new VariablesPrinter(terminal, view.All).Print(report);
            PrintProblems(report);
            return;
        }

        TargetDifference[] differences = [.. report.Targets.Select(TargetDifference.Of)];
        if (PreviewSummary.Of(report, differences) is { Count: > 0 } summary)
        {
            PreviewSummary.Print(terminal, summary);
            terminal.Line();
        }

        if (view.ErrorsFirst && !report.Problems.IsEmpty)
        {
            PrintProblems(report);
            terminal.Line();
        }

        if (view.Stat)
        {
            PrintStat(differences);
        }
        else
        {
            PrintAll(report, view.ErrorsFirst ? [.. differences.OrderByDescending(difference => difference.IsBad)] : differences);
        }

        if (!view.ErrorsFirst)
        {
            PrintProblems(report);
        }

        (Colour colour, string verdict) = Verdict(report);
        terminal.Line(colour, verdict);
    }

    private void PrintAll(PreviewReport report, IEnumerable<TargetDifference> differences)
    {
        foreach (TargetDifference difference in differences)
        {
            Print(difference);
            terminal.Line();
        }

        PrintQueries(report);
        PrintQuarantine(report);
    }

    private void PrintProblems(PreviewReport report)
    {
        foreach (Problem problem in report.Problems)
        {
            terminal.Block(Colour.Red, "error: ", problem.ToString());
        }
    }

    private void PrintStat(TargetDifference[] differences)
    {
        TargetDifference[] told = [.. differences.Where(difference => difference.IsBad || difference.Target.WouldAct)];
        int width = told.Select(difference => difference.Target.Target.Length).DefaultIfEmpty().Max();
        foreach (TargetDifference difference in told)
        {
            TargetPreview target = difference.Target;
            string count = target.Error is not null ? "error"
                : difference.IsOfSecretsOnly ? "only secrets"
                : target.WouldChange ? PreviewSummary.Count(difference.Diff.Added, difference.Diff.Removed) : "reload";
            terminal.Line(difference.IsBad ? Colour.Red : Colour.None, $"{target.Target.PadRight(width)} | {count,-16} | {target.Destination}");
        }

        if (told.Length > 0)
        {
            terminal.Line();
        }
    }

    private static (Colour Colour, string Text) Verdict(PreviewReport report)
    {
        int failed = report.Targets.Count(target => target.Error is not null || target.Refusal is not null);
        int changing = report.Targets.Count(target => target.WouldChange && target.Refusal is null);
        int reloading = report.Targets.Count(target => target is { WouldChange: false, WouldAct: true });
        string of = $"of {report.Targets.Length} targets";
        int errors = report.Problems.Length + failed;
        return (errors, report.Missing.Count, changing, reloading) switch
        {
            ( > 0, _, _, _) => (Colour.Red, report.Targets.IsEmpty ? Words.Count(errors, "error") : $"{Words.Count(errors, "error")}; {changing} {of} would change"),
            (_, > 0, _, _) => (Colour.Red, $"incomplete: {Words.Count(report.Missing.Count, "query has", "queries have")} no answer yet"),
            (_, _, > 0, _) => (Colour.Yellow, $"{changing} {of} would change"),
            (_, _, _, > 0) => (Colour.Yellow, $"no file would change, but a reload is due: {reloading} {of}"),
            _ => (Colour.Green, $"nothing would change: {Words.Count(report.Targets.Length, "target")}"),
        };
    }

    private void Print(TargetDifference difference)
    {
        TargetPreview target = difference.Target;
        terminal.Line(Colour.Bold, $"{target.Target}: {target.Destination}");
        if (target.Error is { } error)
        {
            terminal.Block(Colour.Red, "  error   ", error);
            return;
        }

        if (view.Full)
        {
            PrintWhole(target);
        }
        else
        {
            PrintDifference(difference);
        }

        if (target.Refusal is { } refusal)
        {
            terminal.Block(Colour.Red, $"  check   ", $"{target.Check} refuses it: {refusal}");
        }
        else if (target.Check is { } check)
        {
            terminal.Line(Colour.Green, $"  check   {check} accepts it");
        }

        if (target.Plan is { } plan)
        {
            terminal.Block(Colour.Cyan, "  reload  ", plan.Summary);
        }

        PrintProgram(target);
    }

    // The targets of one program share what it says.
    private void PrintProgram(TargetPreview target)
    {
        if (target.Program is { } program && program.Targets[0] == target.Target)
        {
            new ProgramPrinter(terminal).Print("  now     ", program, MostBackends);
        }
    }

    private void PrintDifference(TargetDifference difference)
    {
        TargetPreview target = difference.Target;
        if (!target.WouldChange)
        {
            terminal.Line("  nothing would change");
            return;
        }

        terminal.Line(Colour.Bold, target.Current is null ? "--- /dev/null" : $"--- {target.Destination}");
        terminal.Line(Colour.Bold, $"+++ {target.Destination}");
        if (difference.IsOfSecretsOnly)
        {
            terminal.Line("  only secrets would change");
            return;
        }

        IEnumerable<DiffLine> lines = difference.Diff.Hunks(view.Context);
        foreach (DiffLine line in view.All ? lines : FoldedDiff.Fold(lines))
        {
            Colour colour = line.Kind switch { '+' => Colour.Green, '-' => Colour.Red, '@' => Colour.Cyan, '\\' or '…' => Colour.Faint, _ => Colour.None };
            terminal.Line(colour, line.Text);
        }
    }

    private void PrintWhole(TargetPreview target)
    {
        terminal.Block(Colour.None, "", target.Proposed ?? "");
        if (!target.WouldChange)
        {
            terminal.Line("  nothing would change");
        }
    }

    private void PrintQueries(PreviewReport report)
    {
        if (report.Queries.IsEmpty)
        {
            return;
        }

        terminal.Line(Colour.Bold, $"watched: {Words.Count(report.Queries.Count, "query", "queries")}");
        foreach (Query query in report.Queries.OrderBy(query => query.ToString(), StringComparer.Ordinal))
        {
            bool isMissing = report.Missing.Contains(query);
            terminal.Line(isMissing ? Colour.Red : Colour.None, $"  {query}{(isMissing ? ": no answer yet" : "")}");
        }

        terminal.Line();
    }

    private void PrintQuarantine(PreviewReport report)
    {
        if (report.Quarantine.IsEmpty)
        {
            return;
        }

        terminal.Line(Colour.Yellow, $"quarantined: {Words.Count(report.Quarantine.Length, "instance")}");
        foreach (QuarantinedInstance instance in report.Quarantine)
        {
            terminal.Line($"  {Words.Describe(instance)}");
        }

        terminal.Line();
    }
}
