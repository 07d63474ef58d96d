using System.CommandLine;
using Basenode.Cli.Completion;
using Basenode.Cli.Output;
using Basenode.Cli.Output.Live;
using Basenode.Engine;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode preview [TARGET…]</c></summary>
internal sealed class PreviewCommand
{
    private readonly Argument<string[]> targets = new("TARGET") { HelpName = "TARGET", Description = "Only these targets; default: all", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> watch = Flag.Create("--watch", ["-w"], "Show the preview again at each save of a script or template and at each change of the cluster; q or Ctrl-C ends it");
    private readonly Option<bool> stat = Flag.Create("--stat", "Show the number of changed lines instead of the difference");
    private readonly Option<bool> full = Flag.Create("--full", "Show the whole new text instead of the difference");
    private readonly Option<bool> variables = Flag.Create("--variables", "Show every variable instead of the targets: its value, the plugin that gave it, and what that plugin read");
    private readonly Option<int?> context = new("--context", "-U") { Description = $"How many unchanged lines to show around a change [default: {UnifiedDiff.UsualContext}]", HelpName = "N" };
    private readonly Option<bool> all = Flag.Create("--all", "Shorten nothing: show long runs of similar lines and long values whole");
    private readonly Option<string?> color = new("--color") { Description = "always, never or auto; auto means on a terminal, unless NO_COLOR is set [default: auto]", HelpName = "WHEN" };
    private readonly Option<bool> json = Flag.Create("--json", "Print JSON; with --watch one document for each result");
    private readonly Option<bool> exitCode = Flag.Create("--exit-code", "Exit with 2 when a run would write a file or make a reload that is due");
    private readonly Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);

    private PreviewCommand()
    {
    }

    public static Command Create(Session session)
    {
        var preview = new PreviewCommand();
        preview.color.AcceptOnlyFromAmong("always", "auto", "never");
        preview.targets.CompletionSources.Add(Known.Targets(session));
        UnknownOption.Refuse(preview.targets);
        preview.context.Validators.Add(result =>
        {
            if (!int.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", out int lines) || lines < 0)
            {
                result.AddError("--context: expected a number of lines, such as 3");
            }
        });
        var command = new Command("preview", "Dry run: show what would change, whether the check accepts it, what the reload would do, and what is watched.")
        {
            preview.targets, preview.watch, preview.stat, preview.full, preview.variables, preview.context, preview.all, preview.color, preview.json, preview.exitCode, preview.timeout,
        };
        command.SetAction((parsed, cancellationToken) => preview.RunAsync(session, parsed, cancellationToken));
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

    private Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        session.Host.TakeColour(parsed.GetValue(color));
        string[] names = parsed.GetValue(targets) ?? [];
        TimeSpan limit = parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers;
        var view = new PreviewView
        {
            Full = parsed.GetValue(full),
            Stat = parsed.GetValue(stat),
            All = parsed.GetValue(all),
            Variables = parsed.GetValue(variables),
            Context = parsed.GetValue(context) ?? UnifiedDiff.UsualContext,
        };
        bool asJson = parsed.GetValue(json);
        if (!parsed.GetValue(watch))
        {
            return session.WithEngineAsync(parsed, LogEventLevel.Warning, async engine =>
            {
                PreviewReport report = await engine.PreviewAsync(names, limit, session.Progress, cancellationToken);
                PreviewText.Write(session.Host.Out, report, view, asJson);
                return ExitCode(report, parsed.GetValue(exitCode));
            });
        }

        if (parsed.GetValue(exitCode))
        {
            session.Tell(["preview: --exit-code and --watch cannot be used together: --watch shows many results"]);
            return Task.FromResult(ExitCodes.Failure);
        }

        return session.WithEngineAsync(parsed, LogEventLevel.Warning, EngineRole.Editing, async engine =>
        {
            await new PreviewWatch(session.Host, view, asJson).RunAsync(new CommandRuns(engine), names, limit, session.Progress, cancellationToken);
            return ExitCodes.Success;
        });
    }
}
