using System.CommandLine;
using Basenode.Cli.Completion;
using Basenode.Cli.Output;
using Basenode.Engine.Status;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode release</c></summary>
internal static class ReleaseCommand
{
    public static Command Create(Session session)
    {
        var service = new Argument<string?>("SERVICE") { HelpName = "SERVICE", Description = "The service whose missing instances are served no longer", Arity = ArgumentArity.ZeroOrOne };
        service.CompletionSources.Add(Known.Services(session));
        UnknownOption.Refuse(service);
        Option<bool> all = Flag.Create("--all", "End every hold: of services, keys and nodes");
        Option<TimeSpan?> timeout = TimeoutOption.Create("the running engine", TimeoutOption.ForStatus);
        var command = new Command("release", "End a hold: stop serving at once what is missing in Consul.") { service, all, timeout };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (session.Settings(parsed) is not { } settings)
            {
                return ExitCodes.Failure;
            }

            string? name = parsed.GetValue(service);
            if (name is null == !parsed.GetValue(all))
            {
                session.Tell(["release: give either the name of a service or --all"]);
                return ExitCodes.Failure;
            }

            StatusAnswer answer = await StatusClient.AskAsync(
                StatusSocket.PathIn(settings.DataFolder), new StatusRequest(name), parsed.GetValue(timeout) ?? TimeoutOption.ForStatus, cancellationToken);
            if (answer.Status is not { } status)
            {
                session.Tell([answer.Problem ?? "no answer"]);
                return ExitCodes.Failure;
            }

            if (status.Released is not { } released)
            {
                session.Tell(["the running engine is an older version that does not know release; restart it"]);
                return ExitCodes.Failure;
            }

            session.Host.Out.Line(released == 0 ? "nothing is held" : $"ended the hold of {Words.Count(released, "query", "queries")}");
            return ExitCodes.Success;
        });
        return command;
    }
}
