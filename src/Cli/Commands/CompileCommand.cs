using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode compile</c>: fills the script cache, and records from which commit scripts and templates are. No script runs: it is a step of an image's build, where there is nothing that a script could use.</summary>
internal static class CompileCommand
{
    public static Command Create(Session session)
    {
        var commit = new Option<string?>("--commit")
        {
            Description = "The commit of scripts and templates that are in no git work tree here; with -dirty at its end, files may differ from it [BASENODE_COMMIT]",
            HelpName = "COMMIT",
        };
        var command = new Command("compile", "Fill the script cache, and record from which commit scripts and templates are.") { commit };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            if (!GivenCommit.TryParse(parsed.GetValue(commit) ?? session.Host.Environment.GetValueOrDefault("BASENODE_COMMIT"), out FileOrigin? given))
            {
                session.Tell(["compile: --commit, BASENODE_COMMIT: expected 7 to 64 hexadecimal digits, with or without -dirty at their end"]);
                return ExitCodes.Failure;
            }

            IReadOnlyList<PluginSummary> compiled = await engine.CompileAsync(cancellationToken);
            List<string> errors = [.. compiled.SelectMany(plugin => plugin.Errors)];
            errors.AddRange(await engine.RecordOriginsAsync(given, cancellationToken));
            session.Tell(errors);
            int scripts = compiled.Count(plugin => plugin.Path.EndsWith(".csx", StringComparison.Ordinal));
            session.Host.Out.Line($"{Words.Count(scripts, "script")}, {Words.Count(errors.Count, "error")}");
            return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }));
        return command;
    }
}
