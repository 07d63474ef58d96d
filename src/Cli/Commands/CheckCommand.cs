using System.CommandLine;
using Basenode.Cli.Output;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode check</c></summary>
internal static class CheckCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("check", "Compile every script, load every assembly and parse every template; needs no cluster.");
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            IReadOnlyList<string> errors = await engine.CheckAsync(cancellationToken);
            session.Tell(errors);
            session.Host.Out.Line(
                errors.Count == 0 ? Colour.Green : Colour.Red,
                errors.Count == 0 ? "all scripts, assemblies and templates are OK" : Words.Count(errors.Count, "error"));
            return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }));
        return command;
    }
}
