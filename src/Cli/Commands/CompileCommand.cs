using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode compile</c>: fills the script cache. No script runs: it is a step of an image's build, where there is nothing that a script could use.</summary>
internal static class CompileCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("compile", "Fill the script cache.");
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            IReadOnlyList<PluginSummary> compiled = await engine.CompileAsync(cancellationToken);
            List<string> errors = [.. compiled.SelectMany(plugin => plugin.Errors)];
            session.Tell(errors);
            int scripts = compiled.Count(plugin => plugin.Path.EndsWith(".csx", StringComparison.Ordinal));
            session.Host.Out.Line($"{Words.Count(scripts, "script")}, {Words.Count(errors.Count, "error")}");
            return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }));
        return command;
    }
}
