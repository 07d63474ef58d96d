namespace Basenode.Cli.Output;

/// <summary>Shows what a command waits for, to a person: nothing is written where nobody looks.</summary>
internal sealed class ProgressLines(Terminal terminal) : IProgress<string>
{
    public void Report(string value)
    {
        if (terminal.IsTerminal)
        {
            terminal.Line(Colour.Faint, value);
            terminal.Flush();
        }
    }
}
