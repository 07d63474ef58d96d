using System.CommandLine;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode completion bash|zsh|fish</c></summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create(CommandHost host)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command("completion", "Print a completion script for a shell.") { shell };
        command.SetAction(parsed =>
        {
            host.Out.Writer.Write(Resource.Read($"completion/basenode.{parsed.GetRequiredValue(shell)}"));
            return ExitCodes.Success;
        });
        return command;
    }
}
