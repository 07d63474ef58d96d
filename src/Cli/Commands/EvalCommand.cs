using System.Collections.Immutable;
using System.CommandLine;
using Basenode.Cli.Completion;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode eval EXPRESSION</c></summary>
internal static class EvalCommand
{
    public static Command Create(Session session)
    {
        var expression = new Argument<string>("EXPRESSION") { Description = "What you would write between {{ and }} in a template; or a small template that has {{ and }} itself" };
        var target = new Option<string?>("--target") { Description = "Use the variables of this target, too", HelpName = "TARGET" };
        target.CompletionSources.Add(Known.Targets(session));
        Option<bool> json = Flag.Create("--json", "Print every value as JSON; without it only lists, maps and objects are JSON");
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("eval", "Print the value of a template expression, which can use all variables and functions.") { expression, target, json, timeout };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            (RenderedTarget value, ImmutableArray<Problem> problems) = await engine.EvaluateAsync(
                new TemplateExpression(parsed.GetRequiredValue(expression), parsed.GetValue(json)),
                parsed.GetValue(target),
                parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers,
                session.Progress,
                cancellationToken);
            session.Tell(problems.Select(problem => problem.ToString()));
            if (value.Text is { } text)
            {
                session.Host.Out.Block(Colour.None, "", text);
                return ExitCodes.Success;
            }

            session.Tell([value.Error ?? $"no value: it {value.Waiting}"]);
            return ExitCodes.Failure;
        }));
        return command;
    }
}
