using System.CommandLine;
using Basenode.Engine;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode run</c></summary>
internal static class RunCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("run", "Follow the cluster and keep every target up to date.");
        command.SetAction((parsed, cancellationToken) =>
            session.WithEngineAsync(parsed, LogEventLevel.Information, EngineRole.Daemon, engine =>
            {
                var daemon = new Daemon(engine);
                session.Host.Uncaught = daemon.SeeUncaught;
                return daemon.RunAsync(ProcessRestart.Replace, cancellationToken);
            }));
        return command;
    }
}
