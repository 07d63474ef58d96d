using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery.Actions;

/// <summary>A command line as a check: exit code 0 accepts, everything else refuses with what the command said.</summary>
internal sealed class CommandCheck(CommandAction command) : ICheck
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> words = Placeholders.Fill(command, request);
        ChildCommandResult result = await ChildCommand.RunAsync(words, command.Timeout ?? DefaultTimeout, command.User, cancellationToken);
        return result.Problem is null ? CheckResult.Accept : CheckResult.Refuse($"{command}: {result.Problem}\n{result.Output}".TrimEnd());
    }
}

/// <summary>A command line as a reload action, with its placeholders filled.</summary>
/// <remarks>
/// Exit code 0 applies; another one refuses, so that the last good content is put back. A command that could not be started, hung or was ended by a
/// signal has not judged the content: that is tried again.
/// </remarks>
internal sealed class CommandReload(CommandAction command) : IReloadAction
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan($"run: {command}"));

    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        ChildCommandResult result = await ChildCommand.RunAsync(command.Words, command.Timeout ?? DefaultTimeout, command.User, cancellationToken);
        return result switch
        {
            { IsSuccess: true } => ReloadResult.Applied($"ran: {command}"),
            { End: ChildCommandEnd.Exited } => ReloadResult.Refused(Words(result)),
            _ => ReloadResult.Unreachable(Words(result)),
        };
    }

    private string Words(ChildCommandResult result) => $"{command}: {result.Problem}\n{result.Output}".TrimEnd();
}
