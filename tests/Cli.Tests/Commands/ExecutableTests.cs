using Basenode.Testing;

namespace Basenode.Cli.Tests.Commands;

/// <summary>What only the real program shows: exit codes, streams, signals.</summary>
public sealed class ExecutableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_version_is_told()
    {
        (int code, string output) = await RunAsync("--version");
        Assert.Equal((0, "0.1.0"), (code, output.Trim()));
    }

    [Fact]
    public async Task An_unknown_command_ends_with_exit_code_1()
    {
        Assert.Equal(1, (await RunAsync("frobnicate")).ExitCode);
    }

    [Fact]
    public async Task A_missing_engine_ends_status_with_exit_code_1()
    {
        (int code, string output) = await RunAsync("status", "--data", folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("no engine runs", output);
    }

    [Fact]
    public async Task No_colours_are_written_into_a_pipe()
    {
        (_, string output) = await RunAsync("new", "plugin", "greeter");
        Assert.Contains("wrote ", output);
        Assert.DoesNotContain('\e', output);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(Executable.Path, arguments, folder.Path, new Dictionary<string, string?> { ["TERM"] = "xterm" });
}
