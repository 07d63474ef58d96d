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
        var service = new Argument<string?>("SERVICE") { Description = "The service whose missing instances are let go", Arity = ArgumentArity.ZeroOrOne };
        service.CompletionSources.Add(Known.Services(session));
        var all = new Option<bool>("--all") { Description = "Everything that is held: services, keys, nodes" };
        Option<TimeSpan?> timeout = TimeoutOption.Create("the running engine", TimeoutOption.ForStatus);
        var command = new Command("release", "Let go at once what is missing in Consul and still served.") { service, all, timeout };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (session.Settings(parsed) is not { } settings)
            {
                return ExitCodes.Failure;
            }

            string? name = parsed.GetValue(service);
            if (name is null == !parsed.GetValue(all))
            {
                session.Tell(["release: name a service, or say --all"]);
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
                session.Tell(["the running engine does not know this command: it is older"]);
                return ExitCodes.Failure;
            }

            session.Host.Out.Line(released == 0 ? "nothing is held" : $"let go what was held of {Words.Count(released, "query", "queries")}");
            return ExitCodes.Success;
        });
        return command;
    }
}
