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
}
