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
        var only = new Option<string[]>("--only")
        {
            Description = "Record only these services and the nodes that they run on, and all keys", HelpName = "SERVICE", AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> anonymise = Flag.Create("--anonymize", "Replace nodes, addresses, IDs and values, the same original always by the same replacement; services, ports and tags stay");
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("snapshot", "Record the cluster state that the targets read; --state file:FILE replays it.") { output, only, anonymise, timeout };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Warning, async engine =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(output), session.Host.WorkingFolder);
            SnapshotResult snapshot = await engine.SnapshotAsync(
                path, parsed.GetValue(only) ?? [], parsed.GetValue(anonymise), parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers, session.Progress, cancellationToken);
            session.Host.Out.Line($"{Words.Count(snapshot.Recorded, "answer")} recorded in {path}");
            foreach (string query in snapshot.LeftOut)
            {
                session.Host.Out.Line($"not recorded: {query}");
            }

            if (parsed.GetValue(anonymise))
            {
                session.Host.Out.Line($"replaced: {(snapshot.Replaced.IsEmpty ? "nothing" : string.Join(", ", snapshot.Replaced))}");
                session.Host.Out.Line("kept: names of services and datacenters, ports, tags, keys of meta, paths of keys, small numbers; make sure that none of them is confidential");
            }

            return ExitCodes.Success;
        }));
        return command;
    }
}
