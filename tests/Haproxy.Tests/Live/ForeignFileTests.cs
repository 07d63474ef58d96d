using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>Files as others write them: what a running HAProxy cannot be given, or takes otherwise than the file says, is a reload.</summary>
public sealed class ForeignFileTests
{
    private const string One = "  server s1 10.0.0.1:80 weight 5\n";
    private const string Two = "  server s2 10.0.0.2:80 weight 7\n";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_checked_server_under_external_checks_is_not_added_by_command(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "");
        string text = served.Text("").Replace("global\n", "global\n  external-check\n  insecure-fork-wanted\n", StringComparison.Ordinal)
            .Replace("\nbackend b\n", "\nbackend b\n  option external-check\n  external-check command /bin/true\n", StringComparison.Ordinal);
        await served.DeliverTextAsync(text);
        string more = text.TrimEnd('\n') + "\n  server s1 127.0.0.1:1 check inter 100ms\n";

        ReloadResult result = await served.DeliverTextAsync(more);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("b has option external-check", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await served.Haproxy.AdminAsync("show servers state b")).Contains(" s1 ", StringComparison.Ordinal), "HAProxy lives");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_with_a_variable_in_its_name_is_an_obstacle_and_no_reason_to_reload_for_ever(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { Verify = TimeSpan.FromMilliseconds(50) });
        await served.DeliverTextAsync(served.Text("  server \"srv-${HOME}x\" 10.0.0.9:80\n").Replace("${HOME}", "${NM-one}", StringComparison.Ordinal));
        int reloads = await served.ReloadsAsync();

        await Eventually.HoldsAsync(() => served.Told.Count > 4, "it was compared several times");

        Assert.Equal(reloads, await served.ReloadsAsync());
        Assert.All(served.Told, condition => Assert.Equal(ProgramCondition.Good, condition));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_difference_that_a_reload_does_not_mend_is_reloaded_once_and_told(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(
            binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay", Verify = TimeSpan.FromMilliseconds(50) });

        // An HAProxy that has another name for the server than the file says, whatever it is told.
        await using var relay = new Relay(path, async command => command.EndsWith("show servers state", StringComparison.Ordinal)
            ? (await served.Haproxy.AdminAsync(command)).Replace(" s1 ", " t1 ", StringComparison.Ordinal)
            : command.StartsWith("show", StringComparison.Ordinal) ? await served.Haproxy.AdminAsync(command) : "no\n\n");
        await served.ResumeAsync();

        await Eventually.HoldsAsync(() => served.Told.Any(condition => condition.Level is ProgramLevel.Degraded), "it is told");
        await Eventually.HoldsAsync(() => served.Told.Count > 6, "it was compared several times since");

        Assert.Equal(1, await served.ReloadsAsync());
        Assert.Contains("after a reload: \"add server b/s1 10.0.0.1:80 weight 5", served.Told[^1].Message);
        Assert.Single(served.Log.Lines, line => line.Contains("still differs from its file after a reload", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_mapped_port_is_no_obstacle_to_others(string binary)
    {
        const string Mapped = "  server m 10.0.0.4:-1000\n";
        await using Served served = await Served.StartAsync(binary, Mapped + One);

        ReloadResult result = await served.DeliverAsync(Mapped + One + Two);

        Assert.Equal("runtime: +1 server in b", result.Message);
        Assert.Equal(0, await served.ReloadsAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_refused_command_is_given_and_logged_once(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, command => command.StartsWith("add server", StringComparison.Ordinal)
            ? Task.FromResult("'weight' : not today\n\n")
            : served.Haproxy.AdminAsync(command));

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Single(relay.Commands, command => command.StartsWith("add server", StringComparison.Ordinal));
        Assert.Single(served.Log.Lines, line => line.Contains("not today", StringComparison.Ordinal));
        Assert.Equal(1, await served.ReloadsAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_that_ends_over_a_command_is_said_to_have(string binary)
    {
        string path = "";
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { AdminSocket = path = settings.AdminSocket + ".relay" });
        await using var relay = new Relay(path, async command =>
        {
            if (command.StartsWith("add server", StringComparison.Ordinal))
            {
                await served.Haproxy.KillAsync();
                return "";
            }

            return await served.Haproxy.AdminAsync(command);
        });
        int worker = (await served.Haproxy.WorkersAsync())[0];

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Contains(served.Log.Lines, line => line.Contains($"HAProxy's process {worker} ended during the command \"add server b/s2", StringComparison.Ordinal));
        Assert.DoesNotContain(served.Log.Lines, line => line.Contains("answered by nothing", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_killed_engine_took_out_is_not_a_persons(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One + Two);
        string before = served.Text(One + Two);
        await served.DeliverAsync(One);
        Assert.True((await served.RowsAsync())["s2"].IsDraining);

        // Killed before it could note the change; then the server is back.
        served.Restart();
        served.Haproxy.Write(before);
        ReloadResult result = await served.Reload.Apply(Haproxies.Change(served.Haproxy, before, before), TestContext.Current.CancellationToken);

        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.Equal(["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_killed_engine_took_out_is_not_carried_over_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One + Two);
        string before = served.Text(One + Two);
        await served.DeliverAsync(One);
        served.Restart();
        await served.Haproxy.AdminAsync("set server b/s1 weight 99");

        string after = before.Replace("backend b", "backend b\n  option httpclose", StringComparison.Ordinal);
        served.Haproxy.Write(after);
        ReloadResult result = await served.Reload.Apply(Haproxies.Change(served.Haproxy, before, after), TestContext.Current.CancellationToken);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Equal(["s1 10.0.0.1:80 99", "s2 10.0.0.2:80 7"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_socket_that_was_removed_is_told_with_the_cure(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        File.Delete(served.Haproxy.AdminSocket);

        ReloadResult result = await served.DeliverAsync(One + Two);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Equal(ProgramLevel.Degraded, served.Told[^1].Level);
        Assert.EndsWith("only a restart of HAProxy does", served.Told[^1].Message);

        await served.Haproxy.KillAsync();
        await served.Haproxy.StartAgainAsync();
        await served.DeliverAsync(One);

        Assert.Equal(ProgramCondition.Good, served.Told[^1]);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Options_come_from_the_whole_chain_of_defaults(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "");
        string Chained(string servers) => served.Text(servers)
            .Replace("defaults\n", "defaults base\n  default-server weight 33 maxconn 7\n  balance source\ndefaults web from base\n", StringComparison.Ordinal)
            .Replace("  balance leastconn\n", "  hash-type consistent\n", StringComparison.Ordinal)
            .Replace("\nbackend b\n", "\nbackend b from web\n", StringComparison.Ordinal)
            .Replace("frontend f\n", "frontend f from web\n", StringComparison.Ordinal);
        Assert.StartsWith("reloaded", (await served.DeliverTextAsync(Chained(One))).Message);

        ReloadResult result = await served.DeliverTextAsync(Chained(One + "  server s3 10.0.0.3:80\n"));

        Assert.Equal("runtime: +1 server in b", result.Message);
        Assert.Equal(["s1 10.0.0.1:80 5", "s3 10.0.0.3:80 33"], await served.ServersAsync());
        string[] rows = (await served.Haproxy.AdminAsync("show stat")).Split('\n');
        string[] server = rows.Single(row => row.StartsWith("b,s3,", StringComparison.Ordinal)).Split(',');
        Assert.Equal("7", server[Array.IndexOf(rows[0].Split(','), "slim")]);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task The_first_backup_server_takes_all_so_their_order_takes_a_reload(string binary)
    {
        int[] ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];
        await using RealHaproxy one = await RealHaproxy.StartAsync(Configurations.Saying("one", ports[0]), binary);
        await using RealHaproxy two = await RealHaproxy.StartAsync(Configurations.Saying("two", ports[1]), binary);
        await using RealHaproxy three = await RealHaproxy.StartAsync(Configurations.Saying("three", ports[2]), binary);
        string Backup(int index) => $"  server b{index} 127.0.0.1:{ports[index]} backup\n";
        await using Served served = await Served.StartAsync(binary, Backup(0));

        Assert.Equal("runtime: +1 server in b", (await served.DeliverAsync(Backup(0) + Backup(1))).Message);
        Assert.Equal("one", await Configurations.AskAsync(served.Port));
        await served.DeliverAsync(Backup(1) + Backup(0));
        Assert.Equal("two", await Configurations.AskAsync(served.Port));
        await served.DeliverAsync(Backup(2) + Backup(1) + Backup(0));
        Assert.Equal("three", await Configurations.AskAsync(served.Port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_weight_from_a_variable_is_not_a_persons(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One);
        const string Variable = "  server s2 10.0.0.2:80 weight \"${NOSUCH-9}\"\n";
        await served.DeliverAsync(One + Variable);

        ReloadResult result = await served.DeliverAsync(One + Variable + "  server s3 10.0.0.3:80\n");

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("servers of b cannot be changed without a reload: line 16 has a variable", StringComparison.Ordinal));
        Assert.DoesNotContain(served.Log.Lines, line => line.Contains("what a person had set", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.Newer), MemberType = typeof(Haproxies))]
    public async Task Servers_of_a_log_backend_come_and_go_by_a_reload(string binary)
    {
        // Mode log is for backends from 2.9 on.
        await using Served served = await Served.StartAsync(binary, One);
        string Log(string servers) => served.Text(One) + $"backend l\n  mode log\n  balance roundrobin\n{servers}";
        await served.DeliverTextAsync(Log("  server l1 127.0.0.1:5140\n  server l2 127.0.0.1:5141\n"));

        ReloadResult result = await served.DeliverTextAsync(Log("  server l1 127.0.0.1:5140\n"));

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Equal(["l1"], (await served.RowsAsync("l")).Keys);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_that_died_is_told_and_started_again_unless_a_person_stopped_it(string binary)
    {
        await using Served served = await Served.StartAsync(binary, One, settings => settings with { Verify = TimeSpan.FromMilliseconds(100), Recover = ["starter"] });
        served.Actions = new StartActions(null, new Starter(served.Haproxy));
        served.Restart();
        await served.ResumeAsync();
        await Eventually.HoldsAsync(() => served.Told.Count > 0, "it was compared");

        await served.Haproxy.KillAsync();

        await Eventually.HoldsAsync(() => served.Told[^1].Level is ProgramLevel.Lost, "it is told");
        Assert.StartsWith("HAProxy is not running: ", served.Told[^1].Message);
        Assert.Contains(served.Log.Lines, line => line.StartsWith("Warning: HAProxy is not running any more", StringComparison.Ordinal));
        ReloadResult result = await served.AgainAsync();
        Assert.Equal((ReloadOutcome.Applied, true), (result.Outcome, result.Message.StartsWith("started by starter", StringComparison.Ordinal)));
        Assert.Equal(["s1 10.0.0.1:80 5"], await served.ServersAsync());
    }

    private sealed class Starter(RealHaproxy haproxy) : IReloadAction
    {
        public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
        {
            await haproxy.StartAgainAsync();
            return ReloadResult.Applied("started");
        }
    }
}
