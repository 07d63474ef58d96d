using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Basenode.Cli.Commands;
using Basenode.Cli.Help;
using Basenode.Cli.Output;
using Basenode.Engine;

namespace Basenode.Cli;

/// <summary>The whole command line: parses, runs the command, and turns what went wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Files are never read in place of arguments: <c>@name</c> is an argument like any other.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandHost host, CancellationToken cancellationToken)
    {
        try
        {
            ParseResult parsed = Create(host).Parse(arguments, Parsing);
            if (parsed.Action is ParseErrorAction problem)
            {
                problem.ShowHelp = false;
            }

            // Signals and exceptions are handled here, not by the library.
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = host.Out.Writer,
                Error = host.Error.Writer,
            };
            int code = await parsed.InvokeAsync(invocation, cancellationToken);
            return parsed.Action is ParseErrorAction && parsed.CommandResult.Command.Name == TestCommand.Name ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            host.Error.Line("basenode: interrupted");
            return ExitCodes.Interrupted;
        }
        catch (EngineException error)
        {
            host.Error.Block(Colour.Red, "error: ", error.Message);
            return ExitCodes.Failure;
        }
        catch (Exception error)
        {
            host.Error.Block(Colour.Red, "", Failure.Describe(error, host.Verbose));
            return ExitCodes.Unexpected;
        }
        finally
        {
            host.Out.Flush();
            host.Error.Flush();
        }
    }

    /// <summary>Every command with its options.</summary>
    internal static RootCommand Create(CommandHost host)
    {
        var options = new GlobalOptions();
        var session = new Session(host, options);
        var root = new RootCommand("Follows Consul, renders files from templates, checks them, puts them in place, and makes programs use them.")
        {
            RunCommand.Create(session),
            OnceCommand.Create(session),
            PreviewCommand.Create(session),
            EvalCommand.Create(session),
            CheckCommand.Create(session),
            CompileCommand.Create(session),
            PluginsCommand.Create(session),
            StatusCommand.Create(session),
            ReleaseCommand.Create(session),
            SnapshotCommand.Create(session),
            TestCommand.Create(session),
            NewCommand.Create(session),
            CompletionCommand.Create(host),
            ProbeCommand.Create(session),
        };
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        // In place of the ready-made one, which also answers to /h and /?, and so suggests them.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h", "-?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Add(help);
        return root;
    }
}
