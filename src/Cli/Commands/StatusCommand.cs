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
        Option<bool> json = Flag.Create("--json", "Print JSON");
        Option<bool> strict = Flag.Create("--strict", "Exit with 1 when the engine is degraded, too");
        Option<bool> metrics = Flag.Create("--metrics", "Print the metrics as OpenMetrics text");
        Option<TimeSpan?> timeout = TimeoutOption.Create("the running engine", TimeoutOption.ForStatus);
        var command = new Command("status", "Show whether the running engine is healthy, degraded or unhealthy, and why.") { json, strict, metrics, timeout };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (session.Settings(parsed) is not { } settings)
            {
                return ExitCodes.Failure;
            }

            bool wantsMetrics = parsed.GetValue(metrics);
            if (wantsMetrics && (parsed.GetValue(json) || parsed.GetValue(strict)))
            {
                session.Tell(["status: --metrics cannot be used together with --json or --strict; the metric basenode_health_level is the health"]);
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
