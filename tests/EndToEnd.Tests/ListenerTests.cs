using System.Net;
using System.Net.Sockets;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The shipped script and templates: services that ask for a port of localhost, with a port that is held, a check that flaps, an HAProxy that dies.</summary>
[Collection("port 7101")]
public sealed class ListenerTests : IAsyncDisposable
{
    private readonly BasenodeSandbox sandbox = new();
    private readonly RealHaproxy haproxy = RealHaproxy.Prepare("");
    private ChildProcess? engine;

    [Fact]
    public async Task A_port_that_somebody_holds_costs_its_own_listener_only()
    {
        await using RealConsul consul = await StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, FreePort.Next());
        other.Start();
        (int held, int free) = (((IPEndPoint)other.LocalEndpoint).Port, FreePort.Next());

        await RegisterAsync(consul, "greedy", held);
        await RegisterAsync(consul, "modest", free);

        await ListensAsync("modest", free);
        Assert.DoesNotContain($":{held}\n", await File.ReadAllTextAsync(haproxy.File, TestContext.Current.CancellationToken));
        await StatusHasAsync($"127.0.0.1:{held} is held by");
        Assert.Contains("degraded", (await sandbox.RunAsync("status")).Output);
        other.Stop();
        await ListensAsync("greedy", held);
        await Eventually.HoldsAsync(async () => (await sandbox.RunAsync("status")).Output.StartsWith("healthy", StringComparison.Ordinal), () => engine!.Output);
    }

    [Fact]
    public async Task A_service_that_flaps_keeps_its_listener_and_costs_no_reload()
    {
        await using RealConsul consul = await StartAsync();
        int port = FreePort.Next();
        await RegisterAsync(consul, "flapping", port);
        await ListensAsync("flapping", port);
        await ServersAsync("flapping", port, 1);
        await Eventually.HoldsAsync(async () => (await sandbox.RunAsync("status")).Output.StartsWith("healthy", StringComparison.Ordinal), () => engine!.Output);
        IReadOnlyList<int> workers = [];
        await Eventually.HoldsAsync(async () => (workers = await haproxy.WorkersAsync()).Count == 1, () => "the master answers");

        for (int time = 0; time < 3; time++)
        {
            await CheckAsync(consul, "fail");
            await ServersAsync("flapping", port, 0);
            using var client = new TcpClient("127.0.0.1", port);
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
            await CheckAsync(consul, "pass");
            await ServersAsync("flapping", port, 1);
        }

        Assert.Equal(workers, await haproxy.WorkersAsync());
    }

    [Fact]
    public async Task A_haproxy_that_dies_is_unhealthy_until_it_runs_again()
    {
        await using RealConsul consul = await StartAsync();
        int port = FreePort.Next();
        await RegisterAsync(consul, "web", port);
        await ListensAsync("web", port);

        await haproxy.KillAsync();
        await StatusHasAsync("HAProxy is not running");
        Assert.Equal(1, (await sandbox.RunAsync("status")).ExitCode);
        await haproxy.StartAgainAsync();

        await Eventually.HoldsAsync(async () => (await sandbox.RunAsync("status")).ExitCode == 0, () => engine!.Output);
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        await haproxy.DisposeAsync();
        sandbox.Dispose();
    }

    private async Task<RealConsul> StartAsync()
    {
        haproxy.Write($"global\n  stats socket {haproxy.AdminSocket} mode 600 level admin expose-fd listeners\n  hard-stop-after 5s\nfrontend f\n  mode tcp\n  timeout client 1s\n  bind 127.0.0.1:{FreePort.Next()}\n");
        await haproxy.StartAgainAsync();
        RealConsul consul = await RealConsul.StartAsync();
        sandbox.Environment["BASENODE_ROOT"] = null;
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"""
            [consul]
            address = "{consul.Address}"
            [hold]
            time = "1s"
            after_regression = "1s"
            [plugins.haproxy]
            binary = "{haproxy.Binary}"
            master_socket = "{haproxy.MasterSocket}"
            admin_socket = "{haproxy.AdminSocket}"
            start = ""
            drain_time = "1s"
            verify = "1s"
            reload_spacing = "100ms"
            """);
        sandbox.Script("haproxy.csx", Shipped("etc/pyconfd/conf.d/haproxy.csx").Replace("/etc/haproxy/haproxy.cfg", haproxy.File, StringComparison.Ordinal));
        foreach (string template in (string[])["haproxy.cfg.sbn", "haproxy/global.sbn", "haproxy/defaults.sbn", "haproxy/listener.sbn"])
        {
            sandbox.Template(template, Shipped($"templates/{template}"));
        }

        engine = sandbox.Start();
        return consul;
    }

    private static string Shipped(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static Task RegisterAsync(RealConsul consul, string name, int port) => consul.RegisterAsync($$"""
        { "Name": "{{name}}", "ID": "{{name}}", "Address": "127.0.0.1", "Port": 9, "Meta": { "basenode_port": "{{port}}" }, "Check": { "CheckID": "c-{{name}}", "TTL": "1h", "Status": "passing" } }
        """);

    private static async Task CheckAsync(RealConsul consul, string state)
    {
        using HttpResponseMessage response = await consul.Http.PutAsync($"/v1/agent/check/{state}/c-flapping", null);
        response.EnsureSuccessStatusCode();
    }

    private Task ListensAsync(string service, int port) => Eventually.HoldsAsync(
        async () => (await haproxy.AdminAsync("show stat")).Contains($"\n{service}_{port},FRONTEND,", StringComparison.Ordinal),
        () => $"{service} has its listener; the log:\n{engine!.Output}");

    private Task ServersAsync(string service, int port, int count) => Eventually.HoldsAsync(
        async () => (await haproxy.AdminAsync("show servers state")).Split('\n').Select(line => line.Split(' ')).Count(row => row.Length > 6 && row[1] == $"{service}_{port}" && row[6] == "0") == count,
        () => $"{service} has {count} servers; the log:\n{engine!.Output}");

    private async Task StatusHasAsync(string text)
    {
        string status = "";
        await Eventually.HoldsAsync(
            async () => (status = (await sandbox.RunAsync("status")).Output).Contains(text, StringComparison.Ordinal),
            () => $"the status has {text}; the status:\n{status}\nthe log:\n{engine!.Output}");
    }
}
