using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What a start does at once, by what the process before it has left.</summary>
public sealed class StartTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    [Fact]
    public async Task Consul_is_asked_for_what_the_last_run_read_while_plugins_are_loaded()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        await consul.RegisterAsync("web", "web-1", 8001);
        string gate = sandbox.Folder["gate"];
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"[consul]\naddress = \"{forwarder.Address}\"\n");
        sandbox.Template("list.sbn", "{{ for s in services }}{{ for i in (service s.name) }}{{ s.name }}:{{ i.port }} {{ end }}{{ end }}\n");
        sandbox.Script("list.csx", $$"""
            while (!System.IO.File.Exists("{{gate}}")) { System.Threading.Thread.Sleep(10); }
            Target("list", template: "list.sbn", destination: "/list.txt");
            """);
        sandbox.Folder.Write("gate", "");
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text.Contains("web:8001 "), engine, "the first file");
            await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder["data/last-queries"]), "what is read is noted");
            engine.Signal("TERM");
            await engine.WaitAsync();
        }

        Assert.Contains("service\t=web\t\t\t", await File.ReadAllTextAsync(sandbox.Folder["data/last-queries"], TestContext.Current.CancellationToken));
        await consul.RegisterAsync("web", "web-1", 8002);
        File.Delete(gate);
        int before = forwarder.Requests.Count;

        await using ChildProcess next = sandbox.Start();
        await Eventually.HoldsAsync(
            () => forwarder.Requests.Skip(before).Any(request => request.Contains("/v1/health/service/web", StringComparison.Ordinal)),
            () => $"the service is asked for before the script has loaded; the log:\n{next.Output}");
        Assert.DoesNotContain("list.csx loaded", next.Output);
        sandbox.Folder.Write("gate", "");

        await sandbox.WrittenAsync("/list.txt", text => text.Contains("web:8002 "), next, "the fresh file");
    }

    [Fact]
    public async Task What_the_last_run_read_and_nobody_reads_any_more_is_asked_for_no_longer()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.PutKeyAsync("colour", "red");
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"[consul]\naddress = \"{consul.Address}\"\n");
        sandbox.Folder.Write("data/last-queries", "service\t=gone\t\t\t\t\t\t\t\t\nno query\nkeys\t=\\u0041\t\t\t\t\t\t\t\t\n");
        sandbox.Template("key.sbn", "{{ key \"colour\" }}\n");
        sandbox.Script("key.csx", """Target("key", template: "key.sbn", destination: "/key.txt");""");

        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/key.txt", text => text == "red\n", engine, "the file");

        await Eventually.HoldsAsync(
            async () => await File.ReadAllTextAsync(sandbox.Folder["data/last-queries"]) == "key\t=colour\t\t\t\t\t\t\t\t\n", () => $"what is read is noted; the log:\n{engine.Output}");
        Assert.Contains("healthy", (await sandbox.RunAsync("status")).Output);
    }

    public void Dispose() => sandbox.Dispose();
}
