using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode once</c></summary>
internal static class OnceCommand
{
    public static Command Create(Session session)
    {
        Option<TimeSpan?> timeout = TimeoutOption.Create("the cluster's answers", TimeoutOption.ForAnswers);
        var command = new Command("once", "Bring every target up to date once, then exit.") { timeout };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Warning, async engine =>
        {
            PassReport report = await engine.OnceAsync(parsed.GetValue(timeout) ?? TimeoutOption.ForAnswers, session.Progress, cancellationToken);
            PassPrinter.Print(session.Host.Out, report);
            return report.IsClean ? ExitCodes.Success : ExitCodes.Failure;
        }));
        return command;
    }
}
