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
            string message = target.Message.Length == 0 ? "" : $": {target.Message}";
            terminal.Block(isFine ? Colour.Green : Colour.Red, "", $"{target.Target} {Words.Describe(target.Outcome)} ({target.Destination}){message}");
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
