using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Handoffs;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode compile</c>: loading the plugins is what fills the cache.</summary>
internal static class CompileCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("compile", "Fill the script cache.");
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            Contributions loaded = await engine.LoadAsync(cancellationToken);
            List<string> errors = [.. loaded.Plugins.SelectMany(plugin => plugin.Errors)];
            session.Tell(errors);
            int scripts = loaded.Plugins.Count(plugin => plugin.Path.EndsWith(".csx", StringComparison.Ordinal));
            session.Host.Out.Line($"{Words.Count(scripts, "script")}, {Words.Count(errors.Count, "error")}");
            return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }));
        return command;
    }
}
