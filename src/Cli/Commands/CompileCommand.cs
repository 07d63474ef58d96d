using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode compile</c>: fills the script cache, and records from which commit scripts and templates are. No script runs: it is a step of an image's build, where there is nothing that a script could use.</summary>
internal static class CompileCommand
{
    private const string Variable = "BASENODE_COMMIT";

    public static Command Create(Session session)
    {
        var commit = new Option<string?>("--commit")
        {
            Description = "The commit to record for files that are in no git work tree; -dirty at its end says that files may differ from it [BASENODE_COMMIT]",
            HelpName = "COMMIT",
        };
        var command = new Command("compile", "Compile every script into the cache, and record the git commit of scripts and templates.") { commit };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            string? flag = parsed.GetValue(commit);
            string? text = flag ?? session.Host.Environment.GetValueOrDefault(Variable);
            if (!GivenCommit.TryParse(text, out FileOrigin? given))
            {
                session.Tell([$"{(flag is null ? Variable : commit.Name)}: expected 7 to 64 hexadecimal digits, with or without -dirty at the end, found '{text}'"]);
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
