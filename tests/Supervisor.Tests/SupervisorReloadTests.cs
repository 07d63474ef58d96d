using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Supervisor.Tests;

public sealed class SupervisorReloadTests
{
    private const string Programs = """
        [program:sleeper]
        command=/bin/sleep 300
        autostart=false
        startsecs=0
        [program:mortal]
        command=/bin/sleep 300
        autostart=false
        autorestart=false
        startsecs=0
        [program:trapper]
        command=/bin/sh -c "trap 'echo hup >> FOLDER/signals' HUP; touch FOLDER/ready; while :; do sleep 0.05; done"
        startsecs=0
        [program:failing]
        command=/bin/sh -c "echo it cannot work >&2; exit 3"
        autostart=false
        startretries=0
        [program:absent]
        command=/nowhere/at/all
        autostart=false
        [program:slow]
        command=/bin/sleep 300
        autostart=false
        startsecs=60
        [group:pair]
        programs=left,right
        [program:left]
        command=/bin/sleep 300
        autostart=false
        startsecs=0
        [program:right]
        command=/bin/sleep 300
        autostart=false
        startsecs=0
        """;

    private static readonly ReloadChange Change = new([]);

    [Fact]
    public async Task A_program_is_started_and_a_running_one_is_left_alone()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);

        ReloadResult first = await ApplyAsync(supervisor, "start", "sleeper");
        ReloadResult second = await ApplyAsync(supervisor, "start", "sleeper");

        AssertApplied(first);
        Assert.StartsWith("supervisor start sleeper: sleeper is RUNNING (pid ", first.Message);
        Assert.Equal(ProcessIn(first), ProcessIn(second));
    }

    [Fact]
    public async Task A_program_that_died_is_recovered_and_one_that_a_person_stopped_is_left_so()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);
        ReloadResult started = await ApplyAsync(supervisor, "start", "mortal");
        using (var process = System.Diagnostics.Process.GetProcessById(int.Parse(ProcessIn(started))))
        {
            process.Kill();
        }

        ReloadResult recovered = started;
        await Eventually.HoldsAsync(
            async () => ProcessIn(recovered = await ApplyAsync(supervisor, "recover", "mortal")) != ProcessIn(started), "it is started again");
        AssertApplied(recovered);
        await ApplyAsync(supervisor, "stop", "mortal");
        ReloadResult left = await ApplyAsync(supervisor, "recover", "mortal");

        Assert.Equal(ReloadOutcome.Unreachable, left.Outcome);
        Assert.Equal("supervisor recover mortal: mortal is STOPPED and is not started: somebody has stopped it, or has not started it yet", left.Message);
    }

    [Fact]
    public async Task A_program_is_restarted_and_stopped()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);
        ReloadResult started = await ApplyAsync(supervisor, "restart", "sleeper");
        ReloadResult restarted = await ApplyAsync(supervisor, "restart", "sleeper");

        AssertApplied(restarted);
        Assert.NotEqual(ProcessIn(started), ProcessIn(restarted));

        ReloadResult stopped = await ApplyAsync(supervisor, "stop", "sleeper");
        AssertApplied(stopped);
        Assert.StartsWith("supervisor stop sleeper: sleeper is STOPPED", stopped.Message);
        AssertApplied(await ApplyAsync(supervisor, "stop", "sleeper"));
    }

    [Fact]
    public async Task A_signal_arrives()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Folder["ready"]), "the program has set its trap");

        ReloadResult result = await ApplyAsync(supervisor, "signal", "trapper", "HUP");

        AssertApplied(result);
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Folder["signals"]), "the program has got its signal");
    }

    [Theory]
    [InlineData("sleeper", "HUP", "sleeper is STOPPED (Not started), so it cannot get the signal")]
    [InlineData("trapper", "NONSENSE", "trapper: BAD_SIGNAL: NONSENSE")]
    public async Task A_signal_that_cannot_arrive_is_told(string program, string signal, string expected)
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Folder["ready"]), "the other program runs");

        ReloadResult result = await ApplyAsync(supervisor, "signal", program, signal);

        Assert.Equal((ReloadOutcome.Unreachable, $"supervisor signal {program} {signal}: {expected}"), (result.Outcome, result.Message));
    }

    [Fact]
    public async Task Groups_and_their_members_have_names()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);

        Assert.StartsWith("supervisor start pair:left: pair:left is RUNNING", (await ApplyAsync(supervisor, "start", "pair:left")).Message);
        ReloadResult both = await ApplyAsync(supervisor, "start", "pair:*");

        AssertApplied(both);
        Assert.Matches("pair:left is RUNNING .*pair:right is RUNNING", both.Message);
    }

    [Fact]
    public async Task An_unknown_program_is_told_with_those_there_are()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);

        ReloadResult result = await ApplyAsync(supervisor, "restart", "slepper");

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Equal(
            "supervisor restart slepper: supervisor has no program slepper; it has absent, failing, mortal, pair:left, pair:right, sleeper, slow, trapper",
            result.Message);
    }

    [Fact]
    public async Task A_program_that_does_not_come_up_is_told_with_its_last_words()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);

        ReloadResult result = await ApplyAsync(supervisor, "start", "failing");

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.Equal(
            "supervisor start failing: failing is FATAL (Exited too quickly (process log may have details)); the end of its error log: it cannot work",
            result.Message);
        Assert.Contains("absent: NO_FILE", (await ApplyAsync(supervisor, "start", "absent")).Message);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_told_with_its_state()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs);
        var settings = new SupervisorSettings { Sockets = [supervisor.Socket], Timeout = TimeSpan.FromSeconds(1) };

        ReloadResult result = await ApplyAsync(settings, "start", "slow");

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.StartsWith("supervisor start slow: not done within 1 s: slow is STARTING", result.Message);
    }

    [Fact]
    public async Task A_supervisor_that_is_away_is_told_and_one_that_comes_back_is_used()
    {
        string socket;
        await using (RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs))
        {
            socket = supervisor.Socket;
        }

        ReloadResult result = await ApplyAsync(new SupervisorSettings { Sockets = [socket] }, "start", "sleeper");

        Assert.Equal(ReloadOutcome.Unreachable, result.Outcome);
        Assert.StartsWith($"supervisor start sleeper: supervisor cannot be reached at {socket}: ", result.Message);

        await using RealSupervisor again = await RealSupervisor.StartAsync(Programs);
        var both = new SupervisorSettings { Sockets = [socket, again.Socket] };
        AssertApplied(await ApplyAsync(both, "start", "sleeper"));
    }

    [Fact]
    public async Task A_password_is_read_from_its_file_and_never_told()
    {
        await using RealSupervisor supervisor = await RealSupervisor.StartAsync(Programs, password: "hush");
        string good = supervisor.Folder.Write("good", "hush\n");
        string bad = supervisor.Folder.Write("bad", "rumour\n");
        var settings = new SupervisorSettings { Sockets = [supervisor.Socket], Username = "basenode", PasswordFile = good };

        AssertApplied(await ApplyAsync(settings, "start", "sleeper"));
        ReloadResult refused = await ApplyAsync(settings with { PasswordFile = bad }, "start", "sleeper");
        Assert.Equal(ReloadOutcome.Unreachable, refused.Outcome);
        Assert.Contains("did not accept the user name or the password (settings username and password_file)", refused.Message);
        Assert.DoesNotContain("rumour", refused.Message);
        ReloadResult missing = await ApplyAsync(settings with { PasswordFile = "/nowhere/password" }, "start", "sleeper");
        Assert.Contains("password cannot be read", missing.Message);
    }

    [Fact]
    public void The_plan_is_the_command() =>
        Assert.Equal("supervisor signal web USR2", SupervisorCommand.Parse(["signal", "web", "USR2"]).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("start")]
    [InlineData("start|")]
    [InlineData("start|a|b")]
    [InlineData("signal|a")]
    [InlineData("signal|a|H UP")]
    [InlineData("reload|a")]
    public void Other_words_are_refused_when_the_action_is_made(string words)
    {
        var registry = new RecordingRegistry();
        new SupervisorPlugin().Register(registry);

        var exception = Assert.Throws<ArgumentException>(() => registry.Reloads["supervisor"](words.Split('|')));

        Assert.Contains("expected start PROGRAM, recover PROGRAM, restart PROGRAM, stop PROGRAM or signal PROGRAM SIGNAL", exception.Message);
    }

    private static Task<ReloadResult> ApplyAsync(RealSupervisor supervisor, params string[] arguments) =>
        ApplyAsync(new SupervisorSettings { Sockets = [supervisor.Socket] }, arguments);

    private static Task<ReloadResult> ApplyAsync(SupervisorSettings settings, params string[] arguments) =>
        new SupervisorReload(settings, SupervisorCommand.Parse(arguments), TimeProvider.System, new RecordingLog())
            .Apply(Change, TestContext.Current.CancellationToken);

    private static void AssertApplied(ReloadResult result) => Assert.True(result.Outcome is ReloadOutcome.Applied, result.Message);

    private static string ProcessIn(ReloadResult result) => result.Message.Split("(pid ")[1].Split(',')[0];
}
