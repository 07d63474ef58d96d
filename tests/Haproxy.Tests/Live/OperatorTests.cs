using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

public sealed class OperatorTests
{
    private const string Two = "  server s1 10.0.0.1:80 weight 5\n  server s2 10.0.0.2:80 weight 7\n";
    private const string Three = Two + "  server s3 10.0.0.3:80\n";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_person_has_set_is_left_alone_by_changes_of_other_servers(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two);
        await served.Haproxy.AdminAsync("set server b/s1 state maint");
        await served.Haproxy.AdminAsync("set server b/s2 weight 99");

        Assert.Equal("runtime: +1 server in b", (await served.DeliverAsync(Three)).Message);

        Assert.Equal(["s2 10.0.0.2:80 99", "s3 10.0.0.3:80 1"], await served.ServersAsync());
        Assert.True((await served.RowsAsync())["s1"].IsInMaintenance);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_person_has_set_is_carried_over_a_reload(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Three);
        await served.Haproxy.AdminAsync("set server b/s1 state maint");
        await served.Haproxy.AdminAsync("set server b/s2 weight 99");
        await served.Haproxy.AdminAsync("set server b/s3 state drain");

        ReloadResult result = await served.DeliverTextAsync(served.Text(Three).Replace("backend b", "backend b\n  option httpclose", StringComparison.Ordinal));

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Equal(["s2 10.0.0.2:80 99"], await served.ServersAsync());
        Assert.True((await served.RowsAsync())["s1"].IsInMaintenance);
        Assert.True((await served.RowsAsync())["s3"].IsDraining);
        Assert.Contains(served.Log.Lines, line => line.EndsWith("what a person had set: set server b/s2 weight 99", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_weight_that_the_file_changes_is_the_files(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two);
        await served.Haproxy.AdminAsync("set server b/s2 weight 99");

        await served.DeliverAsync(Two.Replace("weight 7", "weight 8"));

        Assert.Equal(["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 8"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Servers_that_somebody_else_changed_are_put_right_between_changes(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two, settings => settings with { Verify = TimeSpan.FromMilliseconds(100) });
        await served.DeliverAsync(Three);
        foreach (string command in (string[])["set server b/s1 addr 10.9.9.9 port 1", "set server b/s3 state maint", "del server b/s3", "add server b/stranger 10.0.0.4:80", "enable server b/stranger"])
        {
            await served.Haproxy.AdminAsync(command);
        }

        await Eventually.HoldsAsync(
            async () => (await served.ServersAsync()) is ["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7", "s3 10.0.0.3:80 1"] && !(await served.RowsAsync()).ContainsKey("stranger"),
            "all is as in the file");
        Assert.Contains(served.Log.Lines, line => line.StartsWith("Warning: HAProxy differed from its file", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_new_engine_puts_right_what_happened_while_there_was_none(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two);
        await served.DeliverAsync(Three);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        foreach (string command in (string[])["set server b/s1 addr 10.9.9.9 port 1", "set server b/s2 weight 99", "set server b/s3 state maint", "del server b/s3"])
        {
            await served.Haproxy.AdminAsync(command);
        }

        served.Restart();
        await served.ResumeAsync();

        await Eventually.HoldsAsync(
            async () => (await served.ServersAsync()) is ["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 99", "s3 10.0.0.3:80 1"],
            "the servers are those of the file, and a person's weight is left alone");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_that_was_started_again_is_compared_and_left_alone(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two, settings => settings with { Verify = TimeSpan.FromMilliseconds(100) });
        await served.DeliverAsync(Three);
        await served.Haproxy.KillAsync();
        await served.Haproxy.StartAgainAsync();
        await served.Haproxy.AdminAsync("set server b/s3 state maint");
        await served.Haproxy.AdminAsync("del server b/s3");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        await Eventually.HoldsAsync(async () => (await served.ServersAsync()) is ["s1 10.0.0.1:80 5", "s2 10.0.0.2:80 7", "s3 10.0.0.3:80 1"], "all is as in the file");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_reload_by_hand_is_no_reason_for_another_one(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two);
        await served.DeliverAsync(Three);
        await served.ReloadByHandAsync();
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult result = await served.DeliverAsync(Two);

        Assert.Equal("runtime: −1 server in b", result.Message);
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_file_that_is_put_back_is_read_where_haproxy_may_have_read_the_edited_one(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Two);
        await served.DeliverAsync(Three);
        Assert.Equal("nothing to do: HAProxy has these servers already", (await served.DeliverAsync(Three)).Message);

        // Edited by a person, who then reloads; the engine puts its own file back. The servers are the same in both.
        served.Haproxy.Write(served.Text(Three).Replace("backend b", "backend b\n  http-request deny", StringComparison.Ordinal));
        await served.ReloadByHandAsync();
        ReloadResult result = await served.DeliverAsync(Three);

        Assert.StartsWith("reloaded: ", result.Message);
        Assert.Contains(served.Log.Lines, line => line.EndsWith("it may have read another file than the one in place", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_new_engine_takes_up_what_the_old_one_left(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Three);
        await served.DeliverAsync(Two);
        Assert.True((await served.RowsAsync())["s3"].IsDraining);

        served.Restart();
        await served.DeliverAsync(Two.Replace("weight 5", "weight 6"));

        Assert.Equal(["s1 10.0.0.1:80 6", "s2 10.0.0.2:80 7"], await served.ServersAsync());
        await Eventually.HoldsAsync(async () => !(await served.RowsAsync()).ContainsKey("s3"), "the server that left is deleted");
    }
}
