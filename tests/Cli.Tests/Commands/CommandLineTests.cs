using Basenode.Testing;

namespace Basenode.Cli.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestHost host = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("rnu", "run")]
    [InlineData("previw", "preview")]
    [InlineData("--ect", "--etc")]
    public async Task A_typing_error_is_refused_with_what_may_have_been_meant(string typed, string meant)
    {
        Assert.Equal(1, await host.RunAsync(typed));
        Assert.Contains($"'{typed}'", host.Error);
        Assert.Contains(meant, host.Output);
    }

    [Theory]
    [InlineData("preview", "--stats", "--stat")]
    [InlineData("release", "--al", "--all")]
    [InlineData("plugins", "--jsno", "--json")]
    public async Task An_unknown_option_is_no_name_of_a_target_service_or_plugin(string command, string typed, string meant)
    {
        Assert.Equal(1, await host.RunAsync(command, "--etc", folder.Path, typed));
        Assert.Contains($"unknown option {typed}; did you mean '{meant}'?", host.Error);
    }

    [Fact]
    public async Task No_command_is_an_error()
    {
        Assert.Equal(1, await host.RunAsync());
        Assert.Contains("Required command was not provided", host.Error);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_no_file_of_arguments()
    {
        string file = folder.Write("arguments", "--version\n");
        Assert.Equal(1, await host.RunAsync("@" + file));
        Assert.Contains("@" + file, host.Error);
    }

    [Fact]
    public async Task Every_mistake_in_the_settings_is_told_and_nothing_starts()
    {
        folder.Write("basenode.toml", "[engine]\nquite = 1\n");
        host.Environment["CONSUL_HTTP_SSL"] = "maybe";
        int code = await host.RunAsync("--etc", folder.Path, "run", "--state", "nowhere", "--log-level", "loud", "--log-format", "jsn");
        Assert.Equal(1, code);
        Assert.Equal(
            [
                "error: --log-level: expected one of trace, debug, info, warning, error, found 'loud'",
                "error: --log-format: expected one of text, json, found 'jsn'; did you mean 'json'?",
                $"error: {folder.Path}/basenode.toml:2:1: unknown key 'quite' in [engine]; did you mean 'quiet'? (valid: max, quiet)",
                "error: --state: expected consul or file:PATH, found 'nowhere'",
                "error: CONSUL_HTTP_SSL: expected true or false, found another text",
            ],
            host.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Folders_that_were_named_must_be_there()
    {
        int code = await host.RunAsync("preview", "--etc", folder["etc"], "--templates", folder["shared"], "--state", $"file:{folder["cluster.json"]}");
        Assert.Equal(1, code);
        Assert.Contains(folder["etc"], host.Error);
        Assert.Contains(folder["shared"], host.Error);
        Assert.Contains(folder["cluster.json"], host.Error);
    }

    [Fact]
    public async Task Global_options_may_stand_before_and_after_the_command()
    {
        Assert.Equal(1, await host.RunAsync("--data", folder["before"], "status"));
        Assert.Equal(1, await host.RunAsync("status", "--data", folder["after"]));
        Assert.Contains(folder["before/status.sock"], host.Error);
        Assert.Contains(folder["after/status.sock"], host.Error);
    }
}
