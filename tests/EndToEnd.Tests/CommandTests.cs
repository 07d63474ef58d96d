using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>Commands that end say what they did, what a run would do, and what they wait for.</summary>
public sealed class CommandTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>
{
    private const string Target = """Target("list", template: "list.sbn", destination: "/list.txt");""";

    [Fact]
    public async Task Once_reports_what_all_its_passes_did()
    {
        await fixture.Consul.RegisterAsync("once", "once-1", 8001);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(fixture.Consul);
        sandbox.Script("list.csx", Target);
        sandbox.Template("list.sbn", """{{ for i in (service "once") }}{{ i.endpoint }}{{ end }}""");

        // Needs no answer, so the first pass writes it, and a later one, which writes the other, leaves it unchanged.
        sandbox.Script("fixed.csx", """Target("fixed", destination: "/fixed.txt", content: cluster => Task.FromResult("x"));""");
        (int code, string output) = await sandbox.RunAsync("once");
        Assert.Equal(0, code);
        Assert.Contains("fixed: applied: ", output);
        Assert.Contains("list: applied: ", output);
        Assert.Contains("fixed: unchanged: ", (await sandbox.RunAsync("once")).Output);
    }

    [Fact]
    public async Task Preview_tells_by_its_exit_code_that_a_reload_is_due()
    {
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(fixture.Consul);
        string reload = sandbox.Folder["reload"];
        sandbox.Script("list.csx", $$"""Target("list", template: "list.sbn", destination: "/list.txt", reload: Run("{{reload}}"));""");
        sandbox.Template("list.sbn", "x\n");
        (int once, string pending) = await sandbox.RunAsync("once");
        Assert.True(once == 1 && pending.Contains("list: pending: ", StringComparison.Ordinal), pending);

        (int code, string preview) = await sandbox.RunAsync("preview", "--exit-code");
        Assert.True(code == 2, preview);
        Assert.Contains("no file would change, but a reload is due: 1 of 1 targets", preview);
        JsonElement json = JsonDocument.Parse((await sandbox.RunAsync("preview", "--json")).Output).RootElement;
        Assert.Equal((false, true), (json.GetProperty("would_change").GetBoolean(), json.GetProperty("would_act").GetBoolean()));
    }

    [Theory]
    [InlineData("once")]
    [InlineData("preview")]
    [InlineData("snapshot", "-o", "state.json")]
    public async Task A_time_limit_ends_what_waits_for_the_cluster(params string[] command)
    {
        using BasenodeSandbox sandbox = Unreachable();
        Task<(int Code, string Output)> running = sandbox.RunAsync([.. command, "--timeout", "1s"]);

        // Without the limit each would wait for 30 s.
        (int code, string output) = await running.WaitAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(1, code);
        Assert.Contains("no answer for service web: ", output);
        Assert.DoesNotContain("waiting for", output);
    }

    [Theory]
    [InlineData("once")]
    [InlineData("preview")]
    [InlineData("snapshot", "-o", "state.json")]
    public async Task A_time_limit_that_is_none_is_refused(params string[] command)
    {
        using BasenodeSandbox sandbox = Unreachable();
        (int code, string output) = await sandbox.RunAsync([.. command, "--timeout", "soon"]);
        Assert.Equal(1, code);
        Assert.Contains("--timeout: expected a period such as 500ms, 30s or 2m, and at most 24h, found 'soon'", output);
    }

    [Fact]
    public async Task On_a_terminal_a_command_says_once_what_it_waits_for()
    {
        using BasenodeSandbox sandbox = Unreachable();

        // script(1) gives the program a terminal.
        (int _, string output) = await ChildProcess.RunAsync(
            "script", ["--quiet", "--return", "--command", $"{Repository.Executable} once --timeout 4s", "/dev/null"], sandbox.Folder.Path, sandbox.Environment);
        string line = Assert.Single(output.Split('\n'), line => line.Contains("waiting for", StringComparison.Ordinal));
        Assert.Matches(@"waiting for Consul at 127\.0\.0\.1:\d+: .*[Cc]onnection refused.* \([123] s left\)", line);
    }

    [Fact]
    public async Task A_setting_of_the_wrong_type_is_refused_without_its_value()
    {
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(fixture.Consul);
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", "[consul]\ntls = \"hunter2\"\n[plugins.supervisor]\nserver = 4711\n");
        (int code, string output) = await sandbox.RunAsync("check");
        Assert.Equal(1, code);
        Assert.Contains("basenode.toml:2:7: consul.tls: expected true or false, found a text", output);
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", "[plugins.list]\nport = \"hunter2\"\n");
        sandbox.Script("list.csx", """Variable("port", Settings.Number("port", 1));""");
        (code, string checkedScripts) = await sandbox.RunAsync("check");
        Assert.Equal(1, code);
        Assert.Contains("plugins.list.port: expected a whole number, found a text", checkedScripts);
        Assert.DoesNotContain("hunter2", output + checkedScripts);
    }

    private static BasenodeSandbox Unreachable()
    {
        var sandbox = new BasenodeSandbox();
        sandbox.Environment["CONSUL_HTTP_ADDR"] = $"127.0.0.1:{FreePort.Next()}";
        sandbox.Script("list.csx", Target);
        sandbox.Template("list.sbn", """{{ for i in (service "web") }}{{ i.endpoint }}{{ end }}""");
        return sandbox;
    }
}
