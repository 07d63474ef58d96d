using Basenode.Engine.Handoffs;

namespace Basenode.Cli.Output;

/// <summary>Shows what one pass did.</summary>
internal static class PassPrinter
{
    /// <summary>Writes the report: every target, every error.</summary>
    public static void Print(Terminal terminal, PassReport report)
    {
        foreach (TargetReport target in report.Targets)
        {
            bool isFine = target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied;
            terminal.Line(isFine ? Colour.Green : Colour.Red, $"{target.Target}: {Words.Describe(target.Outcome)}: {target.Destination}");
            if (target.Message.Length > 0)
            {
                terminal.Block(Colour.None, "  ", target.Message);
            }
        }

        foreach (string error in report.Errors)
        {
            terminal.Block(Colour.Red, "error: ", error);
        }

        if (report.Targets.IsEmpty && report.Errors.IsEmpty)
        {
            terminal.Line(Colour.Yellow, "no plugin declares a target");
        }
    }
}
