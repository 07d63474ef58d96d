using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Cluster.Snapshots;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode snapshot -o FILE</c></summary>
internal static class SnapshotCommand
{
    public static Command Create(Session session)
    {
        var output = new Option<string>("--output", "-o") { Description = "The file to write", HelpName = "FILE", Required = true };
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("snapshot", "Record the cluster state that the targets read, to replay with --state file:FILE.") { output, timeout };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Warning, async engine =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(output), session.Host.WorkingFolder);
            SnapshotResult snapshot = await engine.SnapshotAsync(
                path, parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers, session.Progress, cancellationToken);
            session.Host.Out.Line($"{Words.Count(snapshot.Recorded, "answer")} recorded in {path}");
            foreach (string query in snapshot.LeftOut)
            {
                session.Host.Out.Line($"not recorded: {query}");
            }

            return ExitCodes.Success;
        }));
        return command;
    }
}
