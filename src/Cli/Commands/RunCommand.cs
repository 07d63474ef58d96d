using System.CommandLine;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode run</c></summary>
internal static class RunCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("run", "Follow the cluster, keep every target up to date.");
        command.SetAction((parsed, cancellationToken) =>
            session.WithEngineAsync(parsed, LogEventLevel.Information, engine => engine.RunAsync(cancellationToken)));
        return command;
    }
}
