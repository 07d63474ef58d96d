using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Cli.Output;

/// <summary>Shows what a program says of itself: in one line when all is well, and else what is not.</summary>
internal sealed class ProgramPrinter(Terminal terminal)
{
    // What is more is counted; --json has all of it.
    private const int Most = 20;

    /// <summary>Writes one program.</summary>
    /// <param name="first">What stands before the first line.</param>
    /// <param name="report">What it told.</param>
    /// <param name="mostWell">How many parts are listed though all may be well with them; with more than that only what is not well is.</param>
    public void Print(string first, ProgramReport report, int mostWell)
    {
        if (report.Program is not { } program)
        {
            terminal.Line(Colour.Yellow, $"{first}gives no status: {report.Problem}");
            return;
        }

        terminal.Line(program.IsWell ? Colour.Green : Colour.Yellow, first + program.Summary);
        string before = new(' ', first.Length);
        ProgramPart[] listed = [.. program.Details.Where(part => !part.IsWell || program.Details.Count <= mostWell)];
        foreach (ProgramPart part in listed.Take(Most))
        {
            terminal.Line(part.IsWell ? Colour.None : Colour.Yellow, $"{before}{part.Name}: {part.Summary}");
        }

        if (listed.Length > Most)
        {
            terminal.Line(Colour.Yellow, $"{before}and {listed.Length - Most} more; --json has all");
        }
    }
}
