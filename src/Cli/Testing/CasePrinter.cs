using System.Globalization;
using Basenode.Cli.Output;
using Basenode.Engine.Text;

namespace Basenode.Cli.Testing;

/// <summary>Shows the results of cases: a line each as it ends, then what is wrong with those that failed, and a line that sums up.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="width">The length of the longest name.</param>
internal sealed class CasePrinter(Terminal terminal, int width)
{
    /// <summary>Writes the line of one case.</summary>
    public void Line(CaseResult result)
    {
        string notes = result.Notes.IsEmpty ? "" : $"  {string.Join("; ", result.Notes)}";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.IsPassed ? "passed" : "FAILED")}  {result.Name.PadRight(width)}  {result.Took.TotalSeconds,6:0.00} s{notes}");
        terminal.Line(result.IsPassed ? Colour.Green : Colour.Red, line);
        terminal.Flush();
    }

    /// <summary>Writes what is wrong, and the sum.</summary>
    public void Summary(IReadOnlyCollection<CaseResult> results)
    {
        foreach (CaseResult result in results.Where(result => !result.IsPassed))
        {
            terminal.Line();
            terminal.Line(Colour.Bold, $"FAILED  {result.Name}");
            foreach (CaseFailure failure in result.Failures)
            {
                Print(failure);
            }
        }

        int failed = results.Count(result => !result.IsPassed);
        terminal.Line();
        terminal.Line(failed == 0 ? Colour.Green : Colour.Red, $"{results.Count - failed} passed, {failed} failed");
    }

    private void Print(CaseFailure failure)
    {
        terminal.Block(Colour.Red, "  ", failure.Message);
        foreach (DiffLine line in Difference(failure))
        {
            Colour colour = line.Kind switch { '+' => Colour.Green, '-' => Colour.Red, '@' => Colour.Cyan, '\\' => Colour.Faint, _ => Colour.None };
            terminal.Line(colour, line.Text);
        }
    }

    /// <summary>The difference between what was expected and what was rendered, without secrets; empty for other failures.</summary>
    public static IEnumerable<DiffLine> Difference(CaseFailure failure)
    {
        if (failure.Target is null)
        {
            return [];
        }

        (string expected, string rendered) = SecretMask.Process.Apply(failure.Expected, failure.Rendered);
        return expected == rendered
            ? [new DiffLine(' ', "  only secrets differ")]
            : [new DiffLine('-', $"--- {CaseFolder.ExpectedName}/{failure.Target}"), new DiffLine('+', $"+++ {failure.Target}"), .. UnifiedDiff.Hunks(expected, rendered)];
    }
}
