using Basenode.Faults.Tests.Parts;

namespace Basenode.Faults.Tests;

/// <summary>Checks and reloads of other targets hang, flood and lie: the proxy's own changes go on.</summary>
public sealed class CommandFaultTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { "a check that hangs", "check: Run(\"sleep 60\")", "" },
        { "a check that floods its output", "check: Run(\"sh -c 'yes; exit 1'\", timeout: TimeSpan.FromSeconds(5))", "" },
        { "a check that floods its output and refuses", "check: Run(\"sh -c 'yes | head -c 20000000; exit 1'\")", "check refused" },
        { "a reload that hangs", "reload: Run(\"sleep 15\")", "" },
        { "a reload that cannot be started", "reload: Run(\"/no/such/program\")", "pending" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Another_target_with(string fault, string action, string said)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", $"another target has {fault}, a rolling deployment meanwhile", proxied, output);

        proxied.Sandbox.Template("word.sbn", "word {{ (service 'web').size }}\n");
        Write(proxied, action);
        await proxied.LoadedAsync("word.csx", 1);
        await proxied.ReplaceAsync();
        string status = await proxied.StatusSaysAsync(
            text => text.Split('\n').Any(line => line.Contains("word") && (said.Length > 0 ? line.Contains(said) : line.Contains("delivering") || line.Contains("check refused") || line.Contains("pending"))),
            "the status names the other target");
        Assert.DoesNotContain("haproxy: ", string.Concat(status.TakeWhile(letter => letter != '\n')));

        Write(proxied, "");
        row.Ended();
        await proxied.FileSaysAsync(proxied.Sandbox.Folder["word.txt"], text => text == "word 3\n", "the other target is written");
        await row.RecoversAsync();
        await proxied.ReplaceAsync("mended");
        await row.TellAsync();
    }

    [Fact]
    public async Task A_reload_that_lies()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "a reload that does nothing and says that it has, then the real one", proxied, output);

        string real = await File.ReadAllTextAsync(proxied.Sandbox.Folder["etc/pyconfd/conf.d/web.csx"]);
        proxied.Sandbox.Script("web.csx", real.Replace("reload: Use(\"haproxy\")", "reload: Run(\"true\")", StringComparison.Ordinal));
        await proxied.LoadedAsync("web.csx", 2);
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        await proxied.FileEqualsClusterAsync();
        await proxied.StatusSaysAsync(status => status.StartsWith("healthy", StringComparison.Ordinal), "it is believed");
        Assert.Equal(3, await proxied.ServersAsync());

        proxied.Sandbox.Script("web.csx", real);
        row.Ended();
        await proxied.ServersAreAsync(4, "the real reload compares what runs with the file");
        await row.RecoversAsync();
        await row.TellAsync();
    }

    private static void Write(Proxied proxied, string action) => proxied.Sandbox.Script(
        "word.csx", $"Target(\"word\", template: \"word.sbn\", destination: \"{proxied.Sandbox.Folder["word.txt"]}\"{(action.Length > 0 ? $", {action}" : "")});");
}
