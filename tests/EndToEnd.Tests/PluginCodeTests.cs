using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What the code of plugins must not do to a command: end it, write into its output, or run where only its text is asked for.</summary>
public sealed class PluginCodeTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public PluginCodeTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("good.csx", """Target("good", destination: "/good.txt", content: cluster => Task.FromResult("good\n"));""");
    }

    [Theory]
    [InlineData("#load \"a\0b\"")]
    [InlineData("""Target("t", template: "t", destination: "/x", reload: new NamedAction(null!, []));""")]
    [InlineData("""class Bad : Exception { public override string Message => throw new Exception("gotcha"); } throw new Bad();""")]
    public async Task A_script_that_is_meant_to_harm_is_an_error_of_its_own(string script)
    {
        sandbox.Script("bad.csx", script);

        (int check, string checkOutput) = await sandbox.RunAsync("check");
        (int plugins, string pluginsOutput) = await sandbox.RunAsync("plugins");
        Assert.True((check, plugins) == (1, 0), checkOutput + pluginsOutput);
        Assert.Contains("bad.csx:1", checkOutput);
        Assert.Contains("bad.csx:1", pluginsOutput);

        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/good.txt", text => text == "good\n", engine, "the others go on");
        await Eventually.HoldsAsync(() => engine.Output.Contains("bad.csx:1"), () => engine.Output);
    }

    [Fact]
    public async Task What_plugins_write_to_the_console_is_logged_and_never_in_a_commands_output()
    {
        sandbox.Script("loud.csx", """
            Console.WriteLine("from registration");
            Console.Error.Write("to stderr");
            Target("loud", template: "loud.sbn", destination: "/loud.txt");
            Variables(async cluster => { await Task.Yield(); Console.Write("from "); Console.WriteLine("Variables"); return new { n = 1 }; });
            Function("shout", (string text) => { Console.WriteLine("from a function\r\n{ \"fake\": 1 }"); return text.ToUpperInvariant(); });
            new System.Threading.Thread(() => Console.WriteLine("from a thread")) { IsBackground = true }.Start();
            """);
        sandbox.Template("loud.sbn", "{{ shout 'x' }} {{ n }}\n");

        (string json, string log) = await RunAsync("preview --json --full --log-level info --log-format json");

        JsonElement preview = JsonDocument.Parse(json).RootElement;
        Assert.Equal("X 1\n", preview.GetProperty("targets").EnumerateArray().Single(target => target.GetProperty("target").GetString() == "loud").GetProperty("proposed").GetString());
        string[] lines =
        [
            .. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.TryGetProperty("Plugin", out JsonElement plugin) && plugin.GetString() == "loud.csx" && line.TryGetProperty("Line", out _))
                .Select(line => $"{(line.TryGetProperty("@l", out JsonElement level) ? level : "Information")} {line.GetProperty("Line")}")
                .Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "Information from Variables", "Information from a function", "Information from a thread", "Information from registration",
                "Information { \"fake\": 1 }", "Warning to stderr",
            ],
            lines);

        // Without a level that shows it nothing of it is seen, and a command's other output is as free of it.
        Assert.DoesNotContain("from", (await RunAsync("preview --full")).Output);
        Assert.DoesNotContain("from", (await RunAsync("plugins")).Output);
    }

    [Fact]
    public async Task Compile_runs_no_script()
    {
        sandbox.Script("side.csx", $"File.WriteAllText(\"{sandbox.Folder["ran"]}\", \"\");");
        string cache = sandbox.Folder["own-cache"];

        (int code, string output) = await sandbox.RunAsync("compile", "--cache", cache);

        Assert.Equal(0, code);
        Assert.Equal("2 scripts, no error", output.Trim());
        Assert.Equal(2, Directory.GetFiles(cache).Length);
        Assert.False(File.Exists(sandbox.Folder["ran"]), "the script ran");
        sandbox.Script("side.csx", "Variable(\"x\", nope);");
        (int broken, string error) = await sandbox.RunAsync("compile", "--cache", cache);
        Assert.Equal(1, broken);
        Assert.Contains("side.csx:1:15: error CS0103", error);
        Assert.Contains("2 scripts, 1 error", error);
    }

    [Fact]
    public async Task Snapshot_asks_no_check_and_no_reload()
    {
        sandbox.Script("list.csx", $$"""
            class Noted : IReloadAction
            {
                public Task<ReloadPlan> Plan(ReloadChange change, System.Threading.CancellationToken stop) { File.WriteAllText("{{sandbox.Folder["planned"]}}", ""); return Task.FromResult(new ReloadPlan("x")); }
                public Task<ReloadResult> Apply(ReloadChange change, System.Threading.CancellationToken stop) => Task.FromResult(ReloadResult.Applied(""));
            }
            Check("noted", (request, stop) => { File.WriteAllText("{{sandbox.Folder["checked"]}}", ""); return Task.FromResult(CheckResult.Accept); });
            Reload("noted", new Noted());
            Target("list", template: "list.sbn", destination: "/list.txt", check: Use("noted"), reload: Use("noted"));
            Target("slow", template: "list.sbn", destination: "/slow.txt", check: Run("touch {{sandbox.Folder["checked"]}}"));
            """);
        sandbox.Script("worse.csx", """Variables(cluster => throw new Exception("no luck"));""");
        sandbox.Template("list.sbn", """{{ for i in (service "web") }}{{ i.endpoint }}{{ end }}""");

        (int code, string output) = await sandbox.RunAsync("snapshot", "-o", "state.json");

        Assert.False(File.Exists(sandbox.Folder["checked"]), "a check ran");
        Assert.False(File.Exists(sandbox.Folder["planned"]), "a reload was planned");
        Assert.True(code == 0, output);
        Assert.Contains("1 answer recorded in ", output);
        Assert.Contains("not recorded: queries that could not be found because of this problem: worse.csx:1: Variables failed: no luck (Exception)", output);
        Assert.Contains("127.0.0.1", File.ReadAllText(sandbox.Folder["state.json"]));
    }

    public void Dispose() => sandbox.Dispose();

    // The two streams apart.
    private async Task<(string Output, string Error)> RunAsync(string command)
    {
        string error = sandbox.Folder["stderr"];
        (int code, string output) = await ChildProcess.RunAsync(
            "/bin/sh", ["-c", $"exec {Repository.Executable} {command} 2>{error}"], sandbox.Folder.Path, sandbox.Environment);
        string told = File.ReadAllText(error);
        return code == 0 ? (output, told) : throw new InvalidOperationException($"exit code {code}: {output}{told}");
    }
}
