using System.Net;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

public sealed class LiveChangeTests
{
    private const string One = "  server s1 10.0.0.1:80 weight 5\n";
    private const string Two = "  server s2 10.0.0.2:80 weight 7 check inter 2s rise 2 fall 3 on-marked-down shutdown-sessions\n";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Servers_come_and_go_without_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult added = await served.DeliverAsync(One + Two);

        Assert.Equal((ReloadOutcome.Applied, "runtime: +1 server in b"), (added.Outcome, added.Message));
        Assert.Equal(["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7"], await served.ServersAsync());

        ReloadResult exchanged = await served.DeliverAsync(Two + "  server s3 [2001:db8::3]:81 weight 0\n");

        Assert.Equal("runtime: +1 −1 servers in b", exchanged.Message);
        Assert.Equal(["s2 10.0.0.2:80 7", "s3 [2001:db8::3]:81 0"], await served.ServersAsync());
        await Eventually.HoldsAsync(async () => !(await served.RowsAsync()).ContainsKey("s1"), "the server that left is deleted");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.DoesNotContain(served.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Addresses_weights_and_states_change_without_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One + Two);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult moved = await served.DeliverAsync(One.Replace("10.0.0.1:80", "10.0.0.9:99") + Two);
        Assert.Equal("runtime: 1 address in b", moved.Message);
        ReloadResult weighted = await served.DeliverAsync(One.Replace("10.0.0.1:80 weight 5", "10.0.0.9:99 weight 256") + Two);
        Assert.Equal("runtime: 1 weight in b", weighted.Message);
        Assert.Equal(["s1 10.0.0.9:99 256", "s2 10.0.0.2:80 7"], await served.ServersAsync());

        ReloadResult off = await served.DeliverAsync(One + Two.TrimEnd() + " disabled\n");
        Assert.Equal("runtime: 1 address, 1 weight, 1 state in b", off.Message);
        Assert.Equal(["s1 10.0.0.1:80 5"], await served.ServersAsync());
        Assert.Equal("runtime: 1 state in b", (await served.DeliverAsync(One + Two)).Message);

        Assert.Equal(["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7"], await served.ServersAsync());
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_was_added_gets_requests_and_is_checked(string binary)
    {
        int port = FreePort.Next();
        await using RealHaproxy answering = await RealHaproxy.StartAsync(Configurations.Saying("here", port), binary);
        await using Served served = await Served.StartAsync(binary, "");

        await served.DeliverAsync($"  server s1 127.0.0.1:{port} check inter 100ms fall 1 rise 1\n");

        Assert.Equal("here", await Configurations.AskAsync(served.Port));
        await answering.KillAsync();
        await Eventually.HoldsAsync(
            async () => (await served.Haproxy.AdminAsync("show servers state b")).Contains(" s1 127.0.0.1 0 ", StringComparison.Ordinal),
            "the check of the added server finds it down");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_was_added_keeps_its_connections_for_further_requests(string binary)
    {
        int port = FreePort.Next();
        await using RealHaproxy answering = await RealHaproxy.StartAsync(Configurations.Saying("here", port), binary);
        await using Served served = await Served.StartAsync(binary, "");
        await served.DeliverAsync($"  server s1 127.0.0.1:{port}\n");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };

        for (int request = 0; request < 5; request++)
        {
            await http.GetStringAsync($"http://127.0.0.1:{served.Port}/");
        }

        string[] rows = (await served.Haproxy.AdminAsync("show stat")).Split('\n');
        string[] server = rows.Single(row => row.StartsWith("b,s1,", StringComparison.Ordinal)).Split(',');
        Assert.Equal("4", server[Array.IndexOf(rows[0].Split(','), "reuse")]);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_takes_what_default_server_says(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "", options: "balance roundrobin\n  default-server check inter 100ms fall 1 weight 9");

        await served.DeliverAsync("  server s1 127.0.0.1:1\n");

        Assert.Equal(9, (await served.RowsAsync())["s1"].Weight);
        await Eventually.HoldsAsync(
            async () => (await served.Haproxy.AdminAsync("show servers state b")).Contains(" s1 127.0.0.1 0 ", StringComparison.Ordinal),
            "the check that default-server orders finds it down");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_returns_before_it_is_deleted_is_taken_back(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One + Two);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        await served.DeliverAsync(One);
        Assert.True((await served.RowsAsync())["s2"].IsDraining);
        ReloadResult back = await served.DeliverAsync(One + Two.Replace("10.0.0.2:80 weight 7", "10.0.0.22:80 weight 8"));

        Assert.Equal("runtime: +1 server in b", back.Message);
        Assert.Equal(["s1 10.0.0.1:80 5", "s2 10.0.0.22:80 8"], await served.ServersAsync());
        ReloadResult other = await served.DeliverAsync(One);
        other = await served.DeliverAsync(One + "  server s2 10.0.0.2:80 weight 7 maxconn 3\n");
        Assert.Equal("runtime: +1 server in b", other.Message);
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Without_live_changes_each_one_is_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { Live = false });

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.StartsWith("reloaded: ", result.Message);
        ReloadPlan plan = await served.Reload.Plan(Haproxies.Change(served.Haproxy, served.Text(One), served.Text(Two)), CancellationToken.None);
        Assert.Equal("reload: backend b changed; also +1 −1 servers in b", plan.Summary);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_preview_says_what_then_happens(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        string next = served.Text(One + Two + "  server s3 10.0.0.3:80\n");

        ReloadPlan plan = await served.Reload.Plan(Haproxies.Change(served.Haproxy, served.Text(One), next), CancellationToken.None);

        Assert.Equal("runtime: +2 servers in b", plan.Summary);
        Assert.Equal(["s1 10.0.0.1:80 5"], await served.ServersAsync());
        Assert.Equal(plan.Summary, (await served.DeliverTextAsync(next)).Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Requests_go_on_while_all_servers_are_exchanged(string binary)
    {
        int[] ports = [FreePort.Next(), FreePort.Next()];
        await using RealHaproxy one = await RealHaproxy.StartAsync(Configurations.Saying("one", ports[0]), binary);
        await using RealHaproxy two = await RealHaproxy.StartAsync(Configurations.Saying("two", ports[1]), binary);
        await using Served served = await Served.StartAsync(binary, $"  server s0 127.0.0.1:{ports[0]}\n");
        using var stop = new CancellationTokenSource();
        Task<int> requests = Task.Run(() => HammerAsync(served.Port, stop.Token), TestContext.Current.CancellationToken);

        for (int change = 1; change <= 30; change++)
        {
            ReloadResult result = await served.DeliverAsync($"  server s{change} 127.0.0.1:{ports[change % 2]}\n");
            Assert.Equal("runtime: +1 −1 servers in b", result.Message);
        }

        await stop.CancelAsync();
        Assert.True(await requests > 0);
    }

    // Throws at the first request that is not answered.
    private static async Task<int> HammerAsync(int port, CancellationToken cancellationToken)
    {
        int count = 0;
        using var http = new HttpClient();
        while (!cancellationToken.IsCancellationRequested)
        {
            using HttpResponseMessage response = await http.GetAsync($"http://127.0.0.1:{port}/", CancellationToken.None);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            count++;
        }

        return count;
    }
}
