using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Basenode.Cli.Output.Live;

namespace Basenode.Cli.Help;

/// <summary>Puts a command's examples below its generated help.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int Width = 120;
    private readonly HelpAction generated;

    public HelpWithExamples(HelpAction generated) => this.generated = generated;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        generated.MaxWidth = Math.Clamp(TerminalDevice.Size?.Columns ?? Width, 60, Width);
        int code = generated.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (Examples.Of(parseResult.CommandResult.Command) is { } examples)
        {
            output.WriteLine(examples.TrimEnd());
            output.WriteLine();
        }

        return code;
    }
}
