using System.CommandLine;
using System.Text.Json;
using Basenode.Cli.Output;
using Basenode.Engine.Configuration;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Status;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode status</c></summary>
internal static class StatusCommand
{
    public static Command Create(Session session)
    {
        var json = new Option<bool>("--json") { Description = "For programs" };
        var command = new Command("status", "Ask the running engine: applied, pending, failing, stale.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (session.Settings(parsed) is not { } settings)
            {
                return ExitCodes.Failure;
            }

            return await TellAsync(session, settings, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> TellAsync(Session session, EngineSettings settings, bool json, CancellationToken cancellationToken)
    {
        string path = StatusSocket.PathIn(settings.DataFolder);
        StatusAnswer answer = await StatusClient.AskAsync(path, Patience.ForStatus, cancellationToken);
        if (answer.Status is not { } status)
        {
            session.Tell([answer.Problem ?? "no answer"]);
            return ExitCodes.Failure;
        }

        Print(session.Host, status, json);
        return status.IsHealthy ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Print(CommandHost host, EngineStatus status, bool json)
    {
        if (json)
        {
            host.Out.Writer.WriteLine(JsonSerializer.Serialize(status, StatusJson.Default.EngineStatus));
        }
        else
        {
            new StatusPrinter(host.Out, host.Time.GetUtcNow()).Print(status);
        }
    }
}
