using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>Shows every variable: its value, which plugin gave it, and what that read.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="all">Whether long values are told whole.</param>
internal sealed class VariablesPrinter(Terminal terminal, bool all)
{
    private const int LongestValue = 200;

    /// <summary>Writes all of them, in the order of plugins.</summary>
    public void Print(PreviewReport report)
    {
        terminal.Line(Colour.Bold, $"variables: {report.Variables.Length}");
        foreach (GivenVariable variable in report.Variables)
        {
            string value = VariableDocument.Json(variable);
            string shown = all || value.Length <= LongestValue ? value : $"{value[..LongestValue]}… ({value.Length} characters; --all shows them)";
            terminal.Line([(Colour.Bold, $"  {variable.Name}"), (Colour.None, $" = {shown}")]);
            terminal.Line(Colour.Faint, $"    {Origin(variable)}");
        }

        terminal.Line();
    }

    private static string Origin(GivenVariable variable)
    {
        IReadOnlyList<string> reads = VariableDocument.ReadsOf(variable);
        string target = variable.Target is null ? "" : $", for target {variable.Target} only";
        return $"from {variable.Plugin}{target}{(reads.Count == 0 ? "" : $"; read {string.Join(", ", reads)}")}";
    }
}
