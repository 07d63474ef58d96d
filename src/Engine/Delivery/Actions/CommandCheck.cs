using Basenode.Engine.Handoffs;
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
