using System.Text.Json;
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

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_run_softly_with_exit_code_0(string signal)
    {
        await using ChildProcess engine = await StartRunAsync("--log-format", "json");
        engine.Signal(signal);
        await engine.WaitAsync();
        Assert.True(engine.ExitCode == 0, engine.Output);
        Assert.All(
            engine.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.False(File.Exists(folder["data/status.sock"]));
    }

    [Fact]
    public async Task A_running_engine_tells_its_status_and_is_unhealthy_without_targets()
    {
        await using ChildProcess engine = await StartRunAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                (int code, string output) = await RunAsync("status", "--data", folder["data"]);
                return code == 1 && output.StartsWith("unhealthy: no target", StringComparison.Ordinal) && output.Contains($"process {engine.Id}", StringComparison.Ordinal);
            },
            "the engine says that there is no target");
    }

    private async Task<ChildProcess> StartRunAsync(params string[] arguments)
    {
        Directory.CreateDirectory(folder["etc"]);
        Directory.CreateDirectory(folder["cluster"]);
        // A shell ignores SIGINT for what it runs in the background, and so would the engine if these tests were.
        ChildProcess engine = ChildProcess.Start(
            "env",
            ["--default-signal=INT", Executable.Path, "run", "--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--state", $"file:{folder["cluster"]}", .. arguments],
            folder.Path);
        await Eventually.HoldsAsync(() => engine.HasExited || File.Exists(folder["data/status.sock"]), "the engine runs");
        return engine;
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(Executable.Path, arguments, folder.Path, new Dictionary<string, string?> { ["TERM"] = "xterm" });
}
