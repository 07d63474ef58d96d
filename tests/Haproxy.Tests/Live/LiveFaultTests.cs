using System.Net;
using System.Net.Sockets;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

public sealed class LiveFaultTests
{
    private const string One = "  server s1 10.0.0.1:80 weight 5\n";
    private const string Two = "  server s2 10.0.0.2:80 weight 7\n";
    private const string Three = "  server s3 10.0.0.3:80\n";
    private static readonly string[] OneAndTwo = ["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7"];

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_socket_that_is_gone_ends_in_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = settings.AdminSocket + ".gone" });

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("reloading it: ", StringComparison.Ordinal) && line.Contains(".gone: there is no such socket", StringComparison.Ordinal));
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_socket_without_the_right_to_change_anything_ends_in_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        string Weak(string servers) => served.Text(servers).Replace("level admin", "level operator", StringComparison.Ordinal);
        await served.DeliverTextAsync(Weak(One));

        ReloadResult result = await served.DeliverTextAsync(Weak(One + Two));

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("Permission denied", StringComparison.Ordinal));
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_socket_that_belongs_to_somebody_else_ends_in_a_reload(string binary)
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can be somebody else");
        await using Served served = await Served.StartAsync(binary, One);
        File.SetUnixFileMode(served.Haproxy.MasterSocket, (UnixFileMode)0b110_110_110);
        string text = served.Text(One + Two);
        served.Haproxy.Write(text);

        ReloadResult result = await AsNobody.Run(() => served.Reload.Apply(Haproxies.Change(served.Haproxy, served.Text(One), text), CancellationToken.None));

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains($"reloading it: {served.Haproxy.AdminSocket}: Permission denied", StringComparison.Ordinal));
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Half_an_answer_is_none(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, async command =>
        {
            string answer = await served.Haproxy.AdminAsync(command);
            return command.EndsWith("show servers state", StringComparison.Ordinal) ? answer[..(answer.Length / 2)] : answer;
        });

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("no complete answer to \"show servers state\"", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Commands, command => command.StartsWith("add", StringComparison.Ordinal));
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task An_answer_that_is_lost_after_the_command_was_done_is_found_out(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, async command =>
        {
            string answer = await served.Haproxy.AdminAsync(command);
            return command.StartsWith("add", StringComparison.Ordinal) ? "" : answer;
        });

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.Equal("runtime: +1 server in b", result.Message);
        Assert.Contains(served.Log.Lines, line => line.EndsWith("weight 7 pool-max-conn -1 pool-purge-delay 5s\" got no answer", StringComparison.Ordinal));
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task An_error_in_the_middle_ends_in_one_reload_that_puts_all_right(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, command => command.Contains("b/s3", StringComparison.Ordinal)
            ? Task.FromResult("'weight' : not today\n\n")
            : served.Haproxy.AdminAsync(command));

        ReloadResult result = await served.DeliverAsync(Two + Three);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("reloading it: \"add server b/s3 10.0.0.3:80 weight 1 pool-max-conn -1 pool-purge-delay 5s\" was answered with: 'weight' : not today", StringComparison.Ordinal));
        Assert.Equal(["s2 10.0.0.2:80 7", "s3 10.0.0.3:80 1"], await served.ServersAsync());
        Assert.Contains("1 [failed: 0]", Reloads(await served.Haproxy.MasterAsync("show proc")));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_killed_between_two_commands_and_started_again_has_it_all(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        bool isKilled = false;
        await using var relay = new Relay(path, async command =>
        {
            if (!isKilled && command.StartsWith("set server b/s2", StringComparison.Ordinal))
            {
                isKilled = true;
                await served.Haproxy.KillAsync();
                await served.Haproxy.StartAgainAsync();
                return "";
            }

            return await served.Haproxy.AdminAsync(command);
        });

        ReloadResult result = await served.DeliverAsync(Two + Three);

        Assert.True(isKilled);
        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.Equal(["s2 10.0.0.2:80 7", "s3 10.0.0.3:80 1"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_killed_between_two_commands_that_stays_away_leaves_the_change_pending(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        await served.Haproxy.KillAsync();

        ReloadResult pending = await served.DeliverAsync(One + Two);
        await served.Haproxy.StartAgainAsync();
        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.Equal(ReloadOutcome.Unreachable, pending.Outcome);
        Assert.Equal("nothing to do: HAProxy has these servers already", result.Message);
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_reload_by_hand_between_two_commands_is_no_obstacle(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        bool isReloaded = false;
        await using var relay = new Relay(path, async command =>
        {
            if (!isReloaded && command.StartsWith("add server b/s3", StringComparison.Ordinal))
            {
                isReloaded = true;
                await served.ReloadByHandAsync();
            }

            return await served.Haproxy.AdminAsync(command);
        });

        ReloadResult result = await served.DeliverAsync(Two + Three);

        Assert.True(isReloaded);
        Assert.Equal("runtime: +2 −1 servers in b", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("Already exists a server with the same name", StringComparison.Ordinal));
        Assert.Equal(["s2 10.0.0.2:80 7", "s3 10.0.0.3:80 1"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_with_a_connection_that_never_ends_stays_in_maintenance_and_goes_with_it(string binary)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string busy = $"  server busy {server.LocalEndpoint}\n";
        await using Served served = await Served.StartAsync(binary, busy, settings => settings with { DrainTime = TimeSpan.FromSeconds(0.2) }, mode: "tcp");
        using var client = new TcpClient("127.0.0.1", served.Port);
        using TcpClient accepted = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        ReloadResult result = await served.DeliverAsync(One);

        Assert.Equal("runtime: +1 −1 servers in b", result.Message);
        await Eventually.HoldsAsync(
            () => served.Log.Lines.Any(line => line.Contains("b/busy, which is no longer in the file, stays in maintenance until it can be deleted: it still has connections", StringComparison.Ordinal)),
            "it is told to stay");
        Assert.True((await served.RowsAsync())["busy"].IsInMaintenance);
        await client.GetStream().WriteAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken);
        await accepted.GetStream().ReadExactlyAsync(new byte[4], TestContext.Current.CancellationToken);

        client.Close();
        accepted.Close();

        await Eventually.HoldsAsync(async () => !(await served.RowsAsync()).ContainsKey("busy"), "it is deleted");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_static_balance_takes_a_new_address_but_no_new_server(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, options: "balance source");

        ReloadResult moved = await served.DeliverAsync(One.Replace(":80", ":81"));
        ReloadResult added = await served.DeliverAsync(One.Replace(":80", ":81") + Two);

        Assert.Equal("runtime: 1 address in b", moved.Message);
        Assert.StartsWith("reloaded: ", added.Message);
        Assert.Contains(served.Log.Lines, line => line.EndsWith("HAProxy has to be reloaded: server s2 of b changed, and balance source allows that only with a reload", StringComparison.Ordinal));
        Assert.Equal(["s1 10.0.0.1:81 5", "s2 10.0.0.2:80 7"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task An_option_that_only_some_versions_take_is_asked_for_and_else_reloaded(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, options: "cookie c insert");

        ReloadResult result = await served.DeliverAsync(One + Two.TrimEnd() + " cookie two\n");

        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.Equal(OneAndTwo, await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_refusal_after_half_of_the_change_takes_that_half_back(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, command => command.Contains("b/s3", StringComparison.Ordinal)
            ? Task.FromResult("no\n\n")
            : served.Haproxy.AdminAsync(command));
        string broken = served.Text(Two + "  server s3 10.0.0.3:80 nonsense\n");

        ReloadResult result = await served.DeliverTextAsync(broken);

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.Equal(["s1 10.0.0.1:80 5"], await served.ServersAsync());
    }

    private static string Reloads(string processes) =>
        string.Join(' ', processes.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..5]);
}
