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
        var expression = new Argument<string>("EXPRESSION") { Description = "What would stand between {{ and }} in a template; with braces in it, a small template" };
        var target = new Option<string?>("--target") { Description = "See the variables of this target, too", HelpName = "TARGET" };
        target.CompletionSources.Add(Known.Targets(session));
        var json = new Option<bool>("--json") { Arity = ArgumentArity.Zero, Description = "The value as JSON; otherwise only a list, a map or an object is" };
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("eval", "Print the value of a template expression over all variables and functions.") { expression, target, json, timeout };
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
