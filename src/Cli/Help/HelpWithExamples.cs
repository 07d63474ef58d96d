using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Basenode.Cli.Help;

/// <summary>Puts a command's examples below its generated help.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int Width = 120;
    private readonly HelpAction generated;

    public HelpWithExamples(HelpAction generated)
    {
        this.generated = generated;
        generated.MaxWidth = Console.IsOutputRedirected ? Width : Math.Clamp(Console.WindowWidth, 60, Width);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
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
