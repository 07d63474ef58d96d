using Basenode.Testing;

namespace Basenode.Cli.Tests.Scaffolding;

/// <summary>What <c>new</c> writes works as it is, through the real program.</summary>
public sealed class StartingPointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_script_checks_previews_and_writes_its_file()
    {
        folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        Directory.CreateDirectory(folder["root/etc"]);
        await RunAsync(0, "new", "script", "my-list");
        await RunAsync(0, "check");
        string preview = await RunAsync(2, "preview", "my-list", "--exit-code");
        Assert.Contains("+[web]", preview);
        Assert.Contains("1 of 1 targets would change", preview);
        await RunAsync(0, "once");
        Assert.Contains(" = 127.0.0.1:8001\n", File.ReadAllText(folder["root/etc/my-list.conf"]));
        Assert.Contains("nothing would change", await RunAsync(0, "preview", "--exit-code"));
    }

    [Fact]
    public async Task A_new_target_has_a_case_that_passes_beside_others_and_can_be_put_in_place()
    {
        folder.Write("etc/conf.d/other.csx", """Target("other", destination: "/other", content: cluster => Task.FromResult("x"));""");
        Directory.CreateDirectory(folder["root/etc"]);
        Assert.Contains("next: basenode test --filter my-list", await RunAsync(0, "new", "target", "my-list"));
        Assert.Contains("1 passed, 0 failed", await RunAsync(0, "test"));
        await RunAsync(0, "once", "--state", $"file:{folder["etc/tests/my-list/cluster.json"]}");
        string expected = File.ReadAllText(folder["etc/tests/my-list/expected/my-list"]);
        Assert.Equal(expected.Split('\n').Length, File.ReadAllLines(folder["root/etc/my-list.conf"]).Length + 1);
        Assert.Contains(" = 192.0.2.22:8080\n", File.ReadAllText(folder["root/etc/my-list.conf"]));

        File.AppendAllText(folder["etc/templates/my-list.sbn"], "more\n");
        Assert.Contains("+more", await RunAsync(1, "test"));
        Assert.Contains("exists already; nothing was written", await RunAsync(1, "new", "target", "my-list"));
    }

    [Fact]
    public async Task A_new_plugin_builds_loads_and_its_function_can_be_used()
    {
        await RunAsync(0, "new", "plugin", "web-greeter");
        (int code, string output) = await ChildProcess.RunAsync(
            "dotnet",
            ["build", "--nologo", "-v", "quiet", "-c", "Release", "-o", folder["etc/plugins/web-greeter"], folder["web-greeter"]],
            folder.Path,
            new Dictionary<string, string?>
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                // Nothing that was restored before, and no feed: what the installation brings is enough.
                ["NUGET_PACKAGES"] = folder["nuget"],
                ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            });
        Assert.True(code == 0, output);
        Assert.DoesNotContain("warning", output);
        Assert.Equal(
            ["web-greeter.deps.json", "web-greeter.dll", "web-greeter.pdb"],
            Directory.GetFiles(folder["etc/plugins/web-greeter"]).Select(file => Path.GetFileName(file)!).Where(file => !file.EndsWith(".runtimeconfig.json")).Order());
        folder.Write("etc/conf.d/hello.csx", """Target("hello", template: "hello.sbn", destination: "/hello", check: Use("web-greeter"));""");
        folder.Write("etc/templates/hello.sbn", "{{ greet \"world\" }}\n");
        folder.Write("etc/basenode.toml", "[plugins.web-greeter]\ngreeting = \"good morning\"\n");
        Directory.CreateDirectory(folder["root"]);
        Directory.CreateDirectory(folder["cluster"]);
        await RunAsync(0, "once");
        Assert.Equal("good morning world\n", File.ReadAllText(folder["root/hello"]));
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["BASENODE_ETC"] = folder["etc"],
            ["BASENODE_CACHE"] = folder["cache"],
            ["BASENODE_DATA"] = folder["data"],
            ["BASENODE_ROOT"] = folder["root"],
            ["BASENODE_STATE"] = arguments[0] is "new" or "test" ? null : $"file:{folder["cluster"]}",
        };
        (int code, string output) = await ChildProcess.RunAsync(Executable.Path, arguments, folder.Path, environment);
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }
}
