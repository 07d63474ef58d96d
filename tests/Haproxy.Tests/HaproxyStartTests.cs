using System.Net;
using System.Net.Sockets;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Basenode.Supervisor;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests;

public sealed class HaproxyStartTests
{
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_that_does_not_run_is_started_through_supervisor_and_then_reloaded(string binary)
    {
        int port = FreePort.Next();
        string content = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = RealHaproxy.Prepare(content, binary);
        await using RealSupervisor supervisor = await SuperviseAsync(haproxy);
        RecordingRegistry registry = Register(haproxy, supervisor);
        IReloadAction reload = registry.Reloads["haproxy"]([]);

        ReloadResult started = await reload.Apply(Haproxies.Change(haproxy, null, content), TestContext.Current.CancellationToken);

        IReadOnlyList<int> workers = await haproxy.WorkersAsync();
        Assert.Equal((ReloadOutcome.Applied, $"started by supervisor start haproxy: worker {workers[0]}"), (started.Outcome, started.Message));
        Assert.Equal("one", await Configurations.AskAsync(port));
        Assert.Contains(registry.Recorded.Lines, line => line.StartsWith("Information: HAProxy is not running", StringComparison.Ordinal));

        string next = Configurations.Saying("two", port);
        haproxy.Write(next);
        ReloadResult reloaded = await reload.Apply(Haproxies.Change(haproxy, content, next), TestContext.Current.CancellationToken);

        Assert.StartsWith("reloaded: ", reloaded.Message);
        Assert.Equal("two", await Configurations.AskAsync(port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_haproxy_that_died_is_recovered_and_one_that_a_person_stopped_is_left_so(string binary)
    {
        string content = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = RealHaproxy.Prepare(content, binary);
        await using RealSupervisor supervisor = await SuperviseAsync(haproxy);
        RecordingRegistry registry = Register(haproxy, supervisor);
        IReloadAction reload = registry.Reloads["haproxy"]([]);
        ReloadChange first = Haproxies.Change(haproxy, null, content);
        ReloadChange again = Haproxies.Change(haproxy, content, content);
        Assert.Equal(ReloadOutcome.Applied, (await reload.Apply(first, TestContext.Current.CancellationToken)).Outcome);

        int master = int.Parse((await haproxy.MasterAsync("show proc")).Split('\n')[1].Split(' ')[0]);
        using (var process = System.Diagnostics.Process.GetProcessById(master))
        {
            process.Kill();
        }

        await Eventually.HoldsAsync(async () => (await haproxy.MasterAsync("show proc")).Length == 0, "it is dead");
        ReloadResult recovered = await reload.Apply(again, TestContext.Current.CancellationToken);
        await registry.Reloads["supervisor"](["stop", "haproxy"]).Apply(again, TestContext.Current.CancellationToken);
        ReloadResult left = await reload.Apply(again, TestContext.Current.CancellationToken);

        Assert.Equal(ReloadOutcome.Applied, recovered.Outcome);
        Assert.StartsWith("started by supervisor recover haproxy: worker ", recovered.Message);
        Assert.Equal(ReloadOutcome.Unreachable, left.Outcome);
        Assert.Contains("haproxy is STOPPED and is not started", left.Message);
    }

    [Fact]
    public async Task A_haproxy_that_was_running_all_the_time_is_reloaded_after_all()
    {
        int port = FreePort.Next();
        string old = Configurations.Saying("one", port);
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old);
        string hidden = $"{haproxy.MasterSocket}.hidden";
        File.Move(haproxy.MasterSocket, hidden);
        var log = new RecordingLog();
        HaproxySettings settings = Haproxies.SettingsFor(haproxy) with { PortPreflight = false };
        HaproxyReload reload = Haproxies.ReloadFor(settings, actions: new StartActions(new Revealing(hidden, haproxy.MasterSocket), null), log: log);

        ReloadResult result = await reload.DeliverAsync(haproxy, old, Configurations.Saying("two", port));

        Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        Assert.StartsWith("reloaded", result.Message);
        Assert.Contains(log.Lines, line => line.Contains("was started by someone else", StringComparison.Ordinal));
        Assert.Equal("two", await Configurations.AskAsync(port));
    }

    [Fact]
    public async Task A_start_that_fails_leaves_the_change_pending_with_the_reason()
    {
        string content = Configurations.Saying("one", FreePort.Next()) + "  bind unix@/nowhere/at/all.sock\n";
        await using RealHaproxy haproxy = RealHaproxy.Prepare(content);
        await using RealSupervisor supervisor = await SuperviseAsync(haproxy);

        ReloadResult result = await Register(haproxy, supervisor).Reloads["haproxy"]([])
            .Apply(Haproxies.Change(haproxy, null, content), TestContext.Current.CancellationToken);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Contains("supervisor start haproxy failed: supervisor start haproxy: haproxy is FATAL", result.Message);
        Assert.Contains("/nowhere/at/all.sock", result.Message);
    }

    [Fact]
    public async Task A_port_of_another_program_is_told_before_a_start()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string content = Configurations.Saying("one", ((IPEndPoint)other.LocalEndpoint).Port);
        await using RealHaproxy haproxy = RealHaproxy.Prepare(content);

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, content, content);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Contains($"{other.LocalEndpoint} is held by ", result.Message);
    }

    [Fact]
    public async Task A_missing_master_socket_is_told_after_a_start()
    {
        string content = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = RealHaproxy.Prepare(content);
        HaproxySettings settings = Haproxies.SettingsFor(haproxy) with { ReloadTimeout = TimeSpan.FromSeconds(0.5), Start = ["nothing"] };

        ReloadResult result = await Haproxies.ReloadFor(settings, actions: new StartActions(new Revealing("", ""), null)).DeliverAsync(haproxy, null, content);

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.EndsWith($"it must be started with -W -S {haproxy.MasterSocket}", result.Message);
    }

    private static Task<RealSupervisor> SuperviseAsync(RealHaproxy haproxy) => RealSupervisor.StartAsync($"""
        [program:haproxy]
        command={string.Join(' ', haproxy.CommandLine)}
        autostart=false
        autorestart=false
        startretries=0
        """);

    private static RecordingRegistry Register(RealHaproxy haproxy, RealSupervisor supervisor)
    {
        var registry = new RecordingRegistry(new PluginSettings("plugins", new Dictionary<string, object>
        {
            ["binary"] = haproxy.Binary,
            ["master_socket"] = haproxy.MasterSocket,
            ["reload_spacing"] = "10ms",
            ["socket"] = supervisor.Socket,
        }));
        new HaproxyPlugin().Register(registry);
        new SupervisorPlugin().Register(registry);
        return registry;
    }

    /// <summary>Claims to have started HAProxy, and only moves a socket to where it is looked for.</summary>
    private sealed class Revealing(string hidden, string visible) : IReloadAction
    {
        public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
        {
            if (hidden.Length > 0)
            {
                File.Move(hidden, visible);
            }

            return Task.FromResult(ReloadResult.Applied("it runs already"));
        }
    }
}
