using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Reloading;
using Basenode.Haproxy.Tests.Reloading;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests;

public sealed class HaproxyUnreachableTests
{
    private static readonly ReloadChange Change =
        new([new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = null, NewContent = "global\n" }]);

    [Fact]
    public async Task Without_a_socket_haproxy_is_not_running()
    {
        ReloadResult result = await ApplyAsync("/nowhere/master.sock");

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Matches("^HAProxy is not running \\(/nowhere/master.sock: there is no such socket\\), and the setting start names no action", result.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_killed_haproxy_is_not_running(string binary)
    {
        string content = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        await haproxy.KillAsync();

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, content, content);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Contains("Connection refused", result.Message);
    }

    [Fact]
    public async Task Half_an_answer_is_not_believed()
    {
        string whole = ScriptedMaster.Processes(0, 0, 10);
        await using var master = new ScriptedMaster(_ => whole[..^40]);

        ReloadResult result = await ApplyAsync(master.Path);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Contains("not the complete answer of an HAProxy master", result.Message);
    }

    [Fact]
    public async Task A_master_that_closes_without_an_answer_is_told()
    {
        await using var master = new ScriptedMaster(_ => "");

        Assert.Contains("closed without an answer", (await ApplyAsync(master.Path)).Message);
    }

    [Fact]
    public async Task A_socket_of_another_kind_is_told()
    {
        await using var master = new ScriptedMaster(_ => "Unknown command: 'show proc'\n\n");

        Assert.Contains("is this the socket given with -W -S?): Unknown command: 'show proc'", (await ApplyAsync(master.Path)).Message);
    }

    [Fact]
    public async Task A_right_that_is_missing_for_the_reload_alone_is_told()
    {
        await using var master = new ScriptedMaster(command => command == "reload" ? "Permission denied\n\n" : ScriptedMaster.Processes(0, 0, 10));

        ReloadResult result = await ApplyAsync(master.Path);

        Assert.Equal((ReloadOutcome.Unreachable, "HAProxy did not accept the reload command: Permission denied"), (result.Outcome, result.Message));
    }

    [Fact]
    public async Task Half_a_verdict_is_settled_by_the_processes()
    {
        bool isReloaded = false;
        await using var master = new ScriptedMaster(command =>
        {
            isReloaded |= command == "reload";
            return command == "reload" ? "Succ" : ScriptedMaster.Processes(isReloaded ? 1 : 0, 0, isReloaded ? 11 : 10);
        });

        ReloadResult result = await ApplyAsync(master.Path);

        Assert.Equal((ReloadOutcome.Applied, "reloaded: worker 11"), (result.Outcome, result.Message));
    }

    [Fact]
    public async Task A_reload_without_a_new_worker_is_not_confirmed()
    {
        await using var master = new ScriptedMaster(command => command == "reload" ? "Success=1\n--\n\n" : ScriptedMaster.Processes(0, 0, 10));

        ReloadResult result = await ApplyAsync(master.Path);

        Assert.Equal(
            (ReloadOutcome.Unreachable, "HAProxy did not confirm its reload: no new worker within 1.5 s"),
            (result.Outcome, result.Message));
    }

    [Fact]
    public async Task A_haproxy_that_dies_while_it_is_reloaded_is_unreachable()
    {
        ScriptedMaster? dying = null;
        await using ScriptedMaster master = dying = new ScriptedMaster(command =>
        {
            if (command == "reload")
            {
                dying!.GoAway();
            }

            return command == "reload" ? "" : ScriptedMaster.Processes(0, 0, 10);
        });

        ReloadResult result = await ApplyAsync(master.Path);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.StartsWith("HAProxy's master stopped answering during the reload: ", result.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_real_haproxy_killed_in_a_reload_is_unreachable_long_before_the_time_limit(string binary)
    {
        string content = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(content, binary);
        HaproxySettings settings = Haproxies.SettingsFor(haproxy) with { ReloadTimeout = TimeSpan.FromMinutes(5) };
        var master = new MasterProcess(settings, TimeProvider.System);
        var reload = new MasterReload(settings, master, new ConfigurationTest(settings), new RecordingLog());
        Sighting seen = await master.FindAsync(patience: null, TestContext.Current.CancellationToken);

        Task<ReloadResult> reloading = reload.RunAsync(Haproxies.Change(haproxy, content, content), seen.Processes!, TestContext.Current.CancellationToken);
        haproxy.Process.Signal("KILL");
        ReloadResult result = await reloading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // Where the reload was faster than the signal, it was in fact applied.
        Assert.True(result.Outcome is ReloadOutcome.Unreachable || result.Message.StartsWith("reloaded", StringComparison.Ordinal), result.Message);
    }

    private static Task<ReloadResult> ApplyAsync(string socket) =>
        Haproxies.ReloadFor(new HaproxySettings { MasterSocket = socket, ReloadTimeout = TimeSpan.FromSeconds(1.5), Start = [], ReloadSpacing = TimeSpan.Zero })
            .Apply(Change, TestContext.Current.CancellationToken);
}
