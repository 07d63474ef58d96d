using System.CommandLine;
using System.Text.Json;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Basenode.Engine.Status;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode status</c></summary>
internal static class StatusCommand
{
    public static Command Create(Session session)
    {
        var json = new Option<bool>("--json") { Description = "For programs" };
        var strict = new Option<bool>("--strict") { Description = "The exit code is 1 when the engine is degraded, too" };
        var metrics = new Option<bool>("--metrics") { Description = "The metrics, as OpenMetrics text" };
        Option<TimeSpan?> timeout = TimeoutOption.Create("the running engine", TimeoutOption.ForStatus);
        var command = new Command("status", "Ask the running engine: healthy, degraded or unhealthy, and why.") { json, strict, metrics, timeout };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (session.Settings(parsed) is not { } settings)
            {
                return ExitCodes.Failure;
            }

            bool wantsMetrics = parsed.GetValue(metrics);
            if (wantsMetrics && (parsed.GetValue(json) || parsed.GetValue(strict)))
            {
                session.Tell(["status: --metrics goes with neither --json nor --strict; the health is the metric basenode_health_level"]);
                return ExitCodes.Failure;
            }

            StatusAnswer answer = await StatusClient.AskAsync(
                StatusSocket.PathIn(settings.DataFolder),
                wantsMetrics ? StatusRequest.ForMetrics : null,
                parsed.GetValue(timeout) ?? TimeoutOption.ForStatus,
                cancellationToken);
            if (answer.Metrics is { } text)
            {
                session.Host.Out.Writer.Write(text);
                return ExitCodes.Success;
            }

            if (answer.Status is not { } status)
            {
                session.Tell([answer.Problem ?? "no answer"]);
                return ExitCodes.Failure;
            }

            Print(session.Host, status, parsed.GetValue(json));
            return ExitCode(status.Health.Level, parsed.GetValue(strict));
        });
        return command;
    }

    // A degraded engine serves its last good files: whoever restarts it over that would lose them.
    private static int ExitCode(HealthLevel level, bool isStrict) => level switch
    {
        HealthLevel.Healthy => ExitCodes.Success,
        HealthLevel.Degraded when !isStrict => ExitCodes.Success,
        _ => ExitCodes.Failure,
    };

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
