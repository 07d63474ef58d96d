using Basenode.Testing;

namespace Basenode.Cli.Tests.Help;

public sealed class HelpTests
{
    [Theory]
    [InlineData("root")]
    [InlineData("run")]
    [InlineData("once")]
    [InlineData("preview")]
    [InlineData("eval")]
    [InlineData("check")]
    [InlineData("compile")]
    [InlineData("plugins")]
    [InlineData("status")]
    [InlineData("release")]
    [InlineData("snapshot")]
    [InlineData("test")]
    [InlineData("new")]
    [InlineData("completion")]
    public async Task The_help_of_each_command_is_reviewed(string command)
    {
        (int code, string output) = await ChildProcess.RunAsync(Executable.Path, command == "root" ? ["--help"] : [command, "--help"]);
        Assert.Equal(0, code);
        Expected.Matches($"help-{command}.txt", output);
    }
}
