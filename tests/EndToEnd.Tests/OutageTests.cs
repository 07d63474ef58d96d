using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>Consul is away, dies, comes back: the engine says so, keeps the last good file and goes on.</summary>
public sealed class OutageTests
{
    private const string Script = """Target("list", template: "list.sbn", destination: "/list.txt");""";
    private const string Template = """{{ for i in (service "web") }}{{ i.endpoint }} {{ end }}.""" + "\n";

    [Fact]
    public async Task Without_an_agent_the_engine_waits_and_says_so_and_once_fails()
    {
        using var sandbox = new BasenodeSandbox();
        sandbox.Environment["CONSUL_HTTP_ADDR"] = $"127.0.0.1:{FreePort.Next()}";
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", Template);
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("refused"), () => engine.Output);
        (int statusCode, string status) = await sandbox.RunAsync("status");
        Assert.Equal(1, statusCode);
        Assert.Contains("service web", status);
        (int onceCode, string once) = await sandbox.RunAsync("--data", sandbox.Folder["other"], "once");
        Assert.Equal(1, onceCode);
        Assert.Contains("no answer for service web", once);
        Assert.False(engine.HasExited);
        Assert.Null(sandbox.Written("/list.txt"));
    }

    [Fact]
    public async Task An_agent_that_dies_and_comes_back_is_followed_again()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 8001);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", Template);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8001"), engine, "the first file");

        await consul.KillAsync();
        await Eventually.HoldsAsync(() => engine.Output.Contains("Connection refused", StringComparison.OrdinalIgnoreCase), () => engine.Output);
        Assert.Contains(":8001", sandbox.Written("/list.txt"));

        // A development agent comes back empty: what it has forgotten is registered again, elsewhere.
        await consul.StartAgainAsync();
        await consul.RegisterAsync("web", "web-2", 8002);
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8002"), engine, "followed again");
        Assert.False(engine.HasExited);
    }

    [Fact]
    public async Task A_start_without_an_agent_serves_the_last_known_state_and_says_so()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 8001);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", Template);
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8001"), engine, "the first file");
            await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder["data/last-known.json"]), () => engine.Output);
            engine.Signal("TERM");
            await engine.WaitAsync();
        }

        // As in a container that is made anew with the data folder's file alone.
        await consul.KillAsync();
        File.Delete(sandbox.Folder["list.txt"]);
        Directory.Delete(sandbox.Folder["data/targets"], recursive: true);
        await using ChildProcess again = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8001"), again, "served without an agent");
        (int code, string status) = await sandbox.RunAsync("status");
        Assert.Equal(0, code);
        Assert.Contains("served from the last known state, written 20", status);
        Assert.Contains("serving the last known state", again.Output);

        await consul.StartAgainAsync();
        await consul.RegisterAsync("web", "web-2", 8002);
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8002"), again, "followed again");
    }

    [Fact]
    public async Task A_start_beside_an_agent_that_has_lost_its_data_holds_the_last_known_state()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 8001);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", "[hold]\ntime = \"10s\"\n");
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", Template);
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8001"), engine, "the first file");
            await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder["data/last-known.json"]), () => engine.Output);
        }

        await consul.KillAsync();
        await consul.StartAgainAsync();
        await using ChildProcess again = sandbox.Start();
        await Eventually.HoldsAsync(() => again.Output.Contains("kept for up to"), () => again.Output);
        Assert.Contains(":8001", sandbox.Written("/list.txt"));
        await sandbox.WrittenAsync("/list.txt", text => !text.Contains(":8001"), again, "believed after its time");
    }
}
