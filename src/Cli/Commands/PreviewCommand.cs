using System.CommandLine;
using System.Text.Json;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode preview [TARGET…]</c></summary>
internal static class PreviewCommand
{
    public static Command Create(Session session)
    {
        var targets = new Argument<string[]>("TARGET") { Description = "Only these targets; default: all", Arity = ArgumentArity.ZeroOrMore };
        var full = new Option<bool>("--full") { Description = "The whole new text instead of the difference" };
        var json = new Option<bool>("--json") { Description = "For programs" };
        var exitCode = new Option<bool>("--exit-code") { Description = "0 nothing would be done, 2 something would, 1 an error or a refused check" };
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("preview", "Dry run: the difference, the check's verdict, the reload's plan, and what is watched.")
        {
            targets, full, json, exitCode, timeout,
        };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Warning, async engine =>
        {
            PreviewReport report = await engine.PreviewAsync(
                parsed.GetValue(targets) ?? [],
                parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers,
                session.Progress,
                cancellationToken);
            Print(session.Host.Out, report, parsed.GetValue(full), parsed.GetValue(json));
            return ExitCode(report, parsed.GetValue(exitCode));
        }));
        return command;
    }

    /// <summary>The exit code for a report.</summary>
    /// <param name="tellsChange">Whether a change is told by the code too.</param>
    internal static int ExitCode(PreviewReport report, bool tellsChange)
    {
        if (!report.Problems.IsEmpty || !report.Missing.IsEmpty || report.Targets.Any(target => target.Error is not null || target.Refusal is not null))
        {
            return ExitCodes.Failure;
        }

        return tellsChange && report.Targets.Any(target => target.WouldAct) ? ExitCodes.WouldChange : ExitCodes.Success;
    }

    private static void Print(Terminal terminal, PreviewReport report, bool full, bool json)
    {
        if (json)
        {
            terminal.Writer.WriteLine(JsonSerializer.Serialize(PreviewDocument.From(report, full), OutputJson.Default.PreviewDocument));
        }
        else
        {
            new PreviewPrinter(terminal, full).Print(report);
        }
    }
}
