using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Plugins.Abstractions.Tests;

public sealed class ChildCommandTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Exit_code_and_both_streams_are_told()
    {
        ChildCommandResult result = await Shell("echo out; echo err >&2; exit 3");

        Assert.Equal((ChildCommandEnd.Exited, 3, "exit code 3"), (result.End, result.ExitCode, result.Problem));
        Assert.Equal(["err", "out"], result.Output.Split('\n').Order(StringComparer.Ordinal));
        Assert.False(result.IsSuccess);
        Assert.True((await Shell("exit 0")).IsSuccess);
    }

    [Fact]
    public async Task A_child_sees_path_and_language_alone_and_no_input()
    {
        Environment.SetEnvironmentVariable("BASENODE_TEST_SECRET", "hush");

        ChildCommandResult result = await ChildCommand.RunAsync(["env"], Long);

        Assert.Equal(["LANG=C.UTF-8", $"PATH={ChildCommand.SearchPath}"], result.Output.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal("", (await ChildCommand.RunAsync(["cat"], Long)).Output);
    }

    [Fact]
    public async Task A_child_is_the_leader_of_a_session_of_its_own()
    {
        string[] ids = (await Shell("ps -o pid=,pgid=,sid= -p $$")).Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([ids[0], ids[0], ids[0]], ids);
    }

    [Fact]
    public async Task A_hung_command_is_killed_with_its_group()
    {
        ChildCommandResult result = await Shell("sleep 300 & echo $!; wait", TimeSpan.FromSeconds(0.5));

        Assert.Equal((ChildCommandEnd.TimedOut, "killed after 0.5 s"), (result.End, result.Problem));
        await IsGoneAsync(result.Output);
    }

    [Fact]
    public async Task A_child_that_ignores_every_signal_is_killed()
    {
        ChildCommandResult result = await Shell("trap '' TERM INT HUP QUIT; echo $$; while :; do sleep 1; done", TimeSpan.FromSeconds(0.5));

        Assert.Equal(ChildCommandEnd.TimedOut, result.End);
        await IsGoneAsync(result.Output);
    }

    [Fact]
    public async Task What_a_command_leaves_in_its_group_is_killed_when_it_ends()
    {
        ChildCommandResult result = await Shell("sleep 300 >/dev/null 2>&1 & echo $!");

        Assert.True(result.IsSuccess);
        await IsGoneAsync(result.Output);
    }

    [Fact]
    public async Task A_daemon_that_holds_the_output_does_not_hang_the_wait()
    {
        string file = folder["daemon.pid"];

        ChildCommandResult result = await Shell($"setsid sh -c 'echo $$ > {file}; exec sleep 300' & while ! [ -s {file} ]; do sleep 0.01; done; echo started");

        // Killed here: it was still running, and holding the output, when the command's end was told.
        using var daemon = Process.GetProcessById(int.Parse(File.ReadAllText(file)));
        daemon.Kill();
        Assert.Equal((true, "started"), (result.IsSuccess, result.Output));
    }

    [Fact]
    public async Task A_flood_is_read_to_its_end_and_its_first_and_last_part_kept()
    {
        ChildCommandResult result = await Shell("echo first; head -c 20000000 /dev/zero | tr '\\0' x; echo; echo last");

        Assert.True(result.IsSuccess);
        Assert.StartsWith("first\nxxx", result.Output);
        Assert.EndsWith("xxx\nlast", result.Output);
        Assert.Contains("\n... 19934476 bytes left out ...\n", result.Output);
        Assert.InRange(result.Output.Length, 60_000, 66_000);
    }

    [Fact]
    public async Task A_flood_without_end_is_killed_after_its_time()
    {
        ChildCommandResult result = await ChildCommand.RunAsync(["yes"], TimeSpan.FromSeconds(0.5));

        Assert.Equal(ChildCommandEnd.TimedOut, result.End);
        Assert.InRange(result.Output.Length, 60_000, 66_000);
    }

    [Theory]
    [InlineData("/bin/sh", true)]
    [InlineData("sh", true)]
    [InlineData("/no/such/program", false)]
    [InlineData("no-such-program", false)]
    [InlineData("", false)]
    public void It_tells_whether_there_is_a_program(string program, bool expected) => Assert.Equal(expected, ChildCommand.Exists(program));

    [Theory]
    [InlineData("/no/such/program", "cannot start /no/such/program: there is no such file")]
    [InlineData("no-such-program", "cannot start no-such-program: there is no such program in /usr/local/sbin:")]
    [InlineData("/etc/passwd", "Permission denied")]
    [InlineData("", "cannot start an empty command")]
    public async Task A_program_that_cannot_be_started_is_named(string program, string message)
    {
        ChildCommandResult result = await ChildCommand.RunAsync([program], Long);

        Assert.Equal((ChildCommandEnd.NotStarted, "could not be started"), (result.End, result.Problem));
        Assert.Contains(message, result.Output);
    }

    [Fact]
    public async Task A_signal_of_someone_else_is_told_apart_from_an_exit_code()
    {
        ChildCommandResult result = await Shell("kill -TERM $$");

        Assert.Equal((ChildCommandEnd.Signalled, "ended by signal 15"), (result.End, result.Problem));
    }

    [Fact]
    public async Task Another_user_has_neither_the_groups_nor_a_way_to_the_rights_of_the_engine()
    {
        ChildCommandResult result = await ChildCommand.RunAsync(["sh", "-c", "id -un; id -Gn; grep NoNewPrivs /proc/self/status"], Long, "nobody");

        Assert.Equal("nobody\nnogroup\nNoNewPrivs:\t1", result.Output);
    }

    [Fact]
    public async Task An_unknown_user_is_named()
    {
        ChildCommandResult result = await ChildCommand.RunAsync(["true"], Long, "no-such-user");

        Assert.Equal(ChildCommandEnd.NotStarted, result.End);
        Assert.Contains("cannot start true as user no-such-user", result.Output);
    }

    [Fact]
    public async Task Cancelling_kills_the_group_before_it_returns()
    {
        using var stop = new CancellationTokenSource();
        string file = folder["group"];
        Task running = ChildCommand.RunAsync(["sh", "-c", $"sleep 300 & echo $! > {file}; wait"], Long, null, stop.Token);
        await Eventually.HoldsAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), "the command runs");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await IsGoneAsync(File.ReadAllText(file));
    }

    [Fact]
    public async Task No_child_is_left_unreaped()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Shell("sleep 300 & true")));

        await Eventually.HoldsAsync(
            async () => !(await ChildProcess.RunAsync("ps", ["-o", "pid,stat,comm", "--ppid", $"{Environment.ProcessId}"])).Output.Contains("Z"),
            "no zombie is a child of this process");
    }

    public void Dispose() => folder.Dispose();

    private static Task<ChildCommandResult> Shell(string script, TimeSpan? timeout = null) =>
        ChildCommand.RunAsync(["sh", "-c", script], timeout ?? Long);

    // An orphan that was killed may stay as a zombie until init takes it.
    private static Task IsGoneAsync(string id) => Eventually.HoldsAsync(
        () => !File.Exists($"/proc/{id.Trim()}/stat") || File.ReadAllText($"/proc/{id.Trim()}/stat").Contains(") Z "),
        $"process {id} is gone");
}
