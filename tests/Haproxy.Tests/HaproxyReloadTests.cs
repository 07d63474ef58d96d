using System.Net;
using System.Net.Sockets;
using Basenode.Haproxy.Reloading;
using Basenode.Haproxy.Tests.Reloading;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests;

public sealed class HaproxyReloadTests
{
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_reload_is_confirmed_by_its_new_worker_and_serves_the_new_content(string binary)
    {
        int port = FreePort.Next();
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);
        IReadOnlyList<int> before = await haproxy.WorkersAsync();
        Assert.Equal("one", await Configurations.AskAsync(port));

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, old, Configurations.Saying("two", port));

        IReadOnlyList<int> after = await haproxy.WorkersAsync();
        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.StartsWith($"reloaded: worker {after[0]}", result.Message);
        Assert.NotEqual(before, after);
        Assert.Equal("two", await Configurations.AskAsync(port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_refused_reload_keeps_the_old_worker_and_says_why_and_a_good_one_repairs_it(string binary)
    {
        int port = FreePort.Next();
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);
        IReadOnlyList<int> before = await haproxy.WorkersAsync();
        HaproxyReload reload = Haproxies.ReloadFor(haproxy);

        ReloadResult refused = await reload.DeliverAsync(haproxy, old, old.Replace("return status", "return statu", StringComparison.Ordinal));

        Assert.Equal(ReloadOutcome.Refused, refused.Outcome);
        Assert.Contains($"parsing [{haproxy.File}:11]", refused.Message);
        Assert.Contains("found 'statu'", refused.Message);
        Assert.Equal(before, await haproxy.WorkersAsync());
        Assert.Equal("one", await Configurations.AskAsync(port));

        ReloadResult good = await reload.DeliverAsync(haproxy, old, old);
        Assert.Equal(ReloadOutcome.Applied, good.Outcome);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_file_that_only_the_running_haproxy_cannot_use_is_refused_too(string binary)
    {
        int port = FreePort.Next();
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, old, old + "  bind unix@/nowhere/at/all.sock\n");

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.Matches("/nowhere/at/all.sock|haproxy -c accepts the file", result.Message);
        Assert.Equal("one", await Configurations.AskAsync(port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_change_that_was_applied_already_is_applied_again(string binary)
    {
        string content = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        HaproxyReload reload = Haproxies.ReloadFor(haproxy);

        Assert.Equal("nothing", (await reload.Plan(Haproxies.Change(haproxy, content, content), CancellationToken.None)).Summary);
        Assert.Equal(ReloadOutcome.Applied, (await reload.DeliverAsync(haproxy, content, content)).Outcome);
        Assert.Equal(ReloadOutcome.Applied, (await reload.DeliverAsync(haproxy, null, content)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task An_open_connection_outlives_a_reload(string binary)
    {
        int port = FreePort.Next();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string content = $"{Configurations.Preamble}\nlisten tcp\n  mode tcp\n  bind 127.0.0.1:{port}\n  server echo {server.LocalEndpoint}\n";
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        using TcpClient accepted = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await PassAsync(client, accepted);

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, content, content + "  maxconn 100\n");

        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.EndsWith("1 old worker finishes its connections", result.Message);
        await PassAsync(client, accepted);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Reloads_at_the_same_time_and_one_by_hand_are_one_after_the_other(string binary)
    {
        int port = FreePort.Next();
        string content = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        HaproxyReload reload = Haproxies.ReloadFor(haproxy);

        Task<ReloadResult>[] reloads = [reload.DeliverAsync(haproxy, content, content), reload.DeliverAsync(haproxy, content, content)];
        Task<string> byHand = haproxy.MasterAsync("reload");
        ReloadResult[] results = await Task.WhenAll(reloads);
        await byHand;

        Assert.All(results, result => Assert.True(result.Outcome is ReloadOutcome.Applied, result.Message));
        Assert.Equal("one", await Configurations.AskAsync(port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_socket_that_is_silent_while_a_large_file_is_read_is_waited_for(string binary)
    {
        int port = FreePort.Next();
        string large = Configurations.Saying("two", port) + string.Concat(Enumerable.Range(0, 1_500).Select(number =>
            $"backend b{number}\n{string.Concat(Enumerable.Range(1, 10).Select(server => $"  server s{server} 127.0.0.1:{server} check\n"))}"));
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);
        HaproxyReload reload = Haproxies.ReloadFor(haproxy);

        Assert.Equal(ReloadOutcome.Applied, (await reload.DeliverAsync(haproxy, old, large)).Outcome);
        Assert.Equal("two", await Configurations.AskAsync(port));
        Assert.Equal(ReloadOutcome.Applied, (await reload.DeliverAsync(haproxy, large, old)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Workers_that_cannot_end_are_counted_and_a_missing_limit_is_told(string binary)
    {
        int port = FreePort.Next();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string preamble = Configurations.Preamble.Replace("hard-stop-after 10s", "maxconn 100", StringComparison.Ordinal);
        string content = $"{preamble}\nlisten tcp\n  mode tcp\n  bind 127.0.0.1:{port}\n  server echo {server.LocalEndpoint}\n";
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        var log = new RecordingLog();
        HaproxyReload reload = Haproxies.ReloadFor(haproxy, log);
        using var first = new TcpClient("127.0.0.1", port);
        using TcpClient firstAccepted = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await reload.DeliverAsync(haproxy, content, content);
        using var second = new TcpClient("127.0.0.1", port);
        using TcpClient secondAccepted = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        ReloadResult result = await reload.DeliverAsync(haproxy, content, content);

        Assert.EndsWith("2 old workers finish their connections", result.Message);
        Assert.Contains(log.Lines, line => line.StartsWith("Warning: 2 old workers of HAProxy are still finishing their connections: process ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith($"Warning: {haproxy.File} has no hard-stop-after", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Workers_that_cannot_end_are_bounded_where_the_file_says_so(string binary)
    {
        const int Most = 2;
        int port = FreePort.Next();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string preamble = Configurations.Preamble.Replace("hard-stop-after 10s", $"hard-stop-after 10m\n  mworker-max-reloads {Most}", StringComparison.Ordinal);
        string content = $"{preamble}\nlisten tcp\n  mode tcp\n  bind 127.0.0.1:{port}\n  server echo {server.LocalEndpoint}\n";
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        HaproxyReload reload = Haproxies.ReloadFor(haproxy);
        var connections = new List<TcpClient>();

        for (int round = 0; round < Most + 3; round++)
        {
            connections.Add(new TcpClient("127.0.0.1", port));
            connections.Add(await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken));
            Assert.Equal(ReloadOutcome.Applied, (await reload.DeliverAsync(haproxy, content, content)).Outcome);
        }

        await Eventually.HoldsAsync(
            async () => ProcessList.Parse(await haproxy.MasterAsync("show proc")) is { OldWorkers.Count: <= Most + 1 },
            "the oldest workers were ended");
        connections.ForEach(connection => connection.Dispose());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_port_of_another_program_is_refused_before_anything_happens_to_the_old_worker(string binary)
    {
        int port = FreePort.Next();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);
        IReadOnlyList<int> before = await haproxy.WorkersAsync();
        using var stop = new CancellationTokenSource();
        Task<int> requests = HammerAsync(port, stop.Token);

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, old, old + $"  bind *:{taken}\n");

        await stop.CancelAsync();
        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.Contains($"0.0.0.0:{taken} is held by ", result.Message);
        Assert.Contains($"(process {Environment.ProcessId})", result.Message);
        Assert.Equal(before, await haproxy.WorkersAsync());
        Assert.True(await requests >= 0);
    }

    [Fact]
    public async Task A_port_of_a_worker_that_came_between_two_looks_is_haproxys_own()
    {
        int port = FreePort.Next();
        string content = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content);
        int worker = (await haproxy.WorkersAsync())[0];
        int looks = 0;
        bool isReloaded = false;
        await using var master = new ScriptedMaster(command =>
        {
            isReloaded |= command == "reload";
            return command == "reload" ? "" : ScriptedMaster.Processes(isReloaded ? 1 : 0, 0, isReloaded ? 999_999_998 : looks++ == 0 ? 999_999_997 : worker);
        });

        HaproxyReload reload = Haproxies.ReloadFor(Haproxies.SettingsFor(haproxy) with { MasterSocket = master.Path });

        ReloadResult result = await reload.DeliverAsync(haproxy, null, content);

        Assert.Equal((ReloadOutcome.Applied, "reloaded: worker 999999998"), (result.Outcome, result.Message));
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().WriteAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[4];
        await to.GetStream().ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("ping"u8, buffer);
    }

    // Throws at the first request that is not answered.
    private static async Task<int> HammerAsync(int port, CancellationToken cancellationToken)
    {
        int count = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            Assert.Equal("one", await Configurations.AskAsync(port));
            count++;
        }

        return count;
    }
}
