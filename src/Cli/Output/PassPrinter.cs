using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>Shows what <c>once</c> did.</summary>
internal static class PassPrinter
{
    /// <summary>Writes the report: every target, every error.</summary>
    public static void Print(Terminal terminal, PassReport report)
    {
        foreach (TargetReport target in report.Targets)
        {
            bool isFine = target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied;
            terminal.Line(isFine ? Colour.Green : Colour.Red, $"{target.Target}: {target.Outcome.InWords()}: {target.Destination}");
            if (target.Message.Length > 0)
            {
                terminal.Block(Colour.None, "  ", target.Message);
            }
        }

        foreach (Problem problem in report.Problems)
        {
            terminal.Block(Colour.Red, "error: ", problem.ToString());
        }

        if (report.Targets.IsEmpty && report.Problems.IsEmpty)
        {
            terminal.Line(Colour.Yellow, "no plugin declares a target");
        }
    }
}
