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

    [Fact]
    public async Task Plugins_that_are_named_are_shown_and_no_others()
    {
        WriteScripts();
        (int code, string output) = await PluginsAsync("ports", "other");
        Assert.Equal(0, code);
        Assert.Equal($"other: {folder["etc/conf.d/other.csx"]}\n  variable other\nports: {folder["etc/conf.d/ports.csx"]}\n  variable ports\n2 plugins, none with errors", output.Trim());
        (code, output) = await PluginsAsync("ports", "--json");
        Assert.Equal(0, code);
        Assert.Equal("ports", Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_is_refused_with_the_names_of_those_that_are()
    {
        WriteScripts();
        (int code, string output) = await PluginsAsync("ports", "prots");
        Assert.Equal(1, code);
        Assert.Matches("^error: there is no plugin 'prots'; the plugins are: .*other, ports, third$", output.Trim());
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

    private void WriteScripts()
    {
        foreach (string name in (string[])["ports", "other", "third"])
        {
            folder.Write($"etc/conf.d/{name}.csx", $"""Variable("{name}", 1);""");
        }
    }

    private Task<(int ExitCode, string Output)> PluginsAsync(params string[] arguments) =>
        RunAsync(["plugins", "--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], .. arguments]);

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
