using System.Net;
using System.Net.Sockets;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The shipped script and templates: services that ask for a port of localhost, with a port that is held, a check that flaps, an HAProxy that dies.</summary>
[Collection("port 7101")]
public sealed class ListenerTests : IAsyncDisposable
{
    private readonly ShippedDefaults defaults = new();

    private BasenodeSandbox Sandbox => defaults.Sandbox;

    private RealHaproxy Haproxy => defaults.Haproxy;

    private ChildProcess Engine => defaults.Engine;

    [Fact]
    public async Task A_port_that_somebody_holds_costs_its_own_listener_only()
    {
        await using RealConsul consul = await StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, FreePort.Next());
        other.Start();
        (int held, int free) = (((IPEndPoint)other.LocalEndpoint).Port, FreePort.Next());

        await RegisterAsync(consul, "greedy", held);
        await RegisterAsync(consul, "modest", free);

        await defaults.ListensAsync("modest", free);
        Assert.DoesNotContain($":{held}\n", await File.ReadAllTextAsync(Haproxy.File, TestContext.Current.CancellationToken));
        await StatusHasAsync($"127.0.0.1:{held} is held by");
        Assert.Contains("degraded", (await Sandbox.RunAsync("status")).Output);
        other.Stop();
        await defaults.ListensAsync("greedy", held);
        await Eventually.HoldsAsync(async () => (await Sandbox.RunAsync("status")).Output.StartsWith("healthy", StringComparison.Ordinal), () => Engine.Output);
    }

    [Fact]
    public async Task A_service_that_flaps_keeps_its_listener_and_costs_no_reload()
    {
        await using RealConsul consul = await StartAsync();
        int port = FreePort.Next();
        await RegisterAsync(consul, "flapping", port);
        await defaults.ListensAsync("flapping", port);
        await ServersAsync("flapping", port, 1);
        await Eventually.HoldsAsync(async () => (await Sandbox.RunAsync("status")).Output.StartsWith("healthy", StringComparison.Ordinal), () => Engine.Output);
        IReadOnlyList<int> workers = [];
        await Eventually.HoldsAsync(async () => (workers = await Haproxy.WorkersAsync()).Count == 1, () => "the master answers");

        for (int time = 0; time < 3; time++)
        {
            await CheckAsync(consul, "fail");
            await ServersAsync("flapping", port, 0);
            using var client = new TcpClient("127.0.0.1", port);
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
            await CheckAsync(consul, "pass");
            await ServersAsync("flapping", port, 1);
        }

        Assert.Equal(workers, await Haproxy.WorkersAsync());
    }

    [Fact]
    public async Task A_haproxy_that_dies_is_unhealthy_until_it_runs_again()
    {
        await using RealConsul consul = await StartAsync();
        int port = FreePort.Next();
        await RegisterAsync(consul, "web", port);
        await defaults.ListensAsync("web", port);

        await Haproxy.KillAsync();
        await StatusHasAsync("HAProxy is not running");
        Assert.Equal(1, (await Sandbox.RunAsync("status")).ExitCode);
        await Haproxy.StartAgainAsync();

        await Eventually.HoldsAsync(async () => (await Sandbox.RunAsync("status")).ExitCode == 0, () => Engine.Output);
    }

    public ValueTask DisposeAsync() => defaults.DisposeAsync();

    private async Task<RealConsul> StartAsync()
    {
        RealConsul consul = await RealConsul.StartAsync();
        await defaults.StartAsync(consul.Address);
        return consul;
    }

    private static Task RegisterAsync(RealConsul consul, string name, int port) => consul.RegisterAsync($$"""
        { "Name": "{{name}}", "ID": "{{name}}", "Address": "127.0.0.1", "Port": 9, "Tags": ["basenode"], "Meta": { "basenode_port": "{{port}}" }, "Check": { "CheckID": "c-{{name}}", "TTL": "1h", "Status": "passing" } }
        """);

    private static async Task CheckAsync(RealConsul consul, string state)
    {
        using HttpResponseMessage response = await consul.Http.PutAsync($"/v1/agent/check/{state}/c-flapping", null);
        response.EnsureSuccessStatusCode();
    }

    private Task ServersAsync(string service, int port, int count) => Eventually.HoldsAsync(
        async () => (await Haproxy.AdminAsync("show servers state")).Split('\n').Select(line => line.Split(' ')).Count(row => row.Length > 6 && row[1] == $"{service}_{port}" && row[6] == "0") == count,
        () => $"{service} has {count} servers; the log:\n{Engine.Output}");

    private async Task StatusHasAsync(string text)
    {
        string status = "";
        await Eventually.HoldsAsync(
            async () => (status = (await Sandbox.RunAsync("status")).Output).Contains(text, StringComparison.Ordinal),
            () => $"the status has {text}; the status:\n{status}\nthe log:\n{Engine.Output}");
    }
}
