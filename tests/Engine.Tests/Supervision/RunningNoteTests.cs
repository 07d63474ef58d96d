using System.Diagnostics;
using Basenode.Engine.Supervision.Running;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class RunningNoteTests : IDisposable
{
    private static readonly PluginCode Web = new("web.csx", PluginPart.Variables) { Content = "1" };
    private static readonly PluginCode Other = new("other.csx", PluginPart.Rendering, "function shout") { Content = "2" };

    private readonly TemporaryFolder folder = new();
    private readonly RecordingLog log = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_process_that_dies_leaves_what_runs_and_nothing_else()
    {
        RunningNote note = Open().Note;
        var watchdog = new Watchdog(TimeProvider.System, note);
        await RunAsync(watchdog, Other, _ => Task.FromResult(1));
        var hold = new TaskCompletionSource<int>();
        Task<CallResult<int>> running = RunAsync(watchdog, Web, _ => hold.Task);

        Assert.Equal(new NoteLine(NoteMark.Running, Web), Assert.Single(Left(note)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["running"]));
        hold.SetResult(1);
        await running;
    }

    [Fact]
    public async Task A_call_that_was_given_up_stays_in_the_note_until_it_ends()
    {
        RunningNote note = Open().Note;
        var watchdog = new Watchdog(TimeProvider.System, note);
        var hold = new TaskCompletionSource<int>();
        Assert.True((await watchdog.RunAsync(Web, _ => hold.Task, TimeSpan.FromMilliseconds(1), CancellationToken.None)).IsHung);
        Assert.Equal(NoteMark.Hung, Assert.Single(Peek()).Mark);
        hold.SetResult(1);
        await Eventually.HoldsAsync(() => Peek().Count == 0, "it has ended");
        note.Dispose();
    }

    [Fact]
    public async Task A_restart_keeps_what_hangs_and_an_orderly_end_keeps_nothing()
    {
        foreach (bool restarts in (bool[])[true, false])
        {
            RunningNote note = Open().Note;
            var watchdog = new Watchdog(TimeProvider.System, note);
            var hold = new TaskCompletionSource<int>();
            await watchdog.RunAsync(Web, _ => hold.Task, TimeSpan.FromMilliseconds(1), CancellationToken.None);
            Task<CallResult<int>> other = RunAsync(watchdog, Other, _ => hold.Task);
            note.Finish(exceptHung: restarts);

            IReadOnlyList<NoteLine> left = Open(close: true).Past.Lines;
            Assert.Equal(restarts ? [new NoteLine(NoteMark.Hung, Web)] : [], left);
            hold.SetResult(1);
            await other;
        }
    }

    [Fact]
    public async Task What_code_leaves_behind_is_in_the_note_whenever_it_is_on_a_thread()
    {
        RunningNote note = Open().Note;
        using var go = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(new Watchdog(TimeProvider.System, note), Web, stop =>
        {
            _ = LaterAsync();
            return Task.FromResult(1);
        });
        await Eventually.HoldsAsync(() => Peek().Count == 0, "the call has ended");
        later.SetResult();
        await Eventually.HoldsAsync(() => Peek().Any(line => line.Code == Web), "its continuation runs");
        go.Set();
        await Eventually.HoldsAsync(() => done.IsSet && Peek().Count == 0, "it has ended too");
        note.Dispose();

        async Task LaterAsync()
        {
            await later.Task;
            go.Wait(CancellationToken.None);
            done.Set();
        }
    }

    [Fact]
    public async Task The_innermost_code_is_named_and_the_caller_again_after_it()
    {
        RunningNote note = Open().Note;
        var watchdog = new Watchdog(TimeProvider.System, note);
        CallResult<int> call = await RunAsync(watchdog, Web, _ =>
        {
            Assert.Equal(Other, watchdog.Within(Other, () => Assert.Single(Peek())).Code);
            Assert.Equal(Web, Assert.Single(Peek()).Code);
            return Task.FromResult(1);
        });
        Assert.Null(call.Exception);
        note.Dispose();
    }

    [Fact]
    public void A_second_engine_does_not_take_the_first_for_dead()
    {
        RunningNote note = Open().Note;
        note.Begin(Web);
        (RunningNote second, PastRun past) = RunningNote.Open(folder.Path, log);
        Assert.Empty(past.Lines);
        Assert.Contains(log.Lines, line => line.Contains("the next start will not recognize a plugin that ended basenode"));
        second.Begin(Other);
        second.Finish(exceptHung: false);
        Assert.Equal(Web, Assert.Single(Left(note)).Code);
    }

    [Fact]
    public void Without_a_folder_to_write_in_the_engine_goes_on()
    {
        folder.Write("file", "");
        (RunningNote note, PastRun past) = RunningNote.Open(folder["file"], log);
        Assert.Empty(past.Lines);
        note.Begin(Web).End();
        Assert.Single(log.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("r\tVariables\t1")]
    [InlineData("r\tNothing\t1\tweb.csx\t\t")]
    [InlineData("?\tVariables\t1\tweb.csx\t\t")]
    public void A_damaged_note_suspects_nobody(string text)
    {
        folder.Write("running", text.PadRight(NoteLine.Length) + text.PadRight(700, '\t') + "\0\0");
        Assert.Empty(Open(close: true).Past.Lines);
    }

    [Fact]
    public void Names_of_any_length_and_kind_do_no_harm()
    {
        RunningNote note = Open().Note;
        note.Begin(new PluginCode("a\tb\nc.csx", PluginPart.Check, new string('é', 1000)));
        note.Begin(Web);
        IReadOnlyList<NoteLine> left = Left(note);
        Assert.Equal("a b c.csx", left[0].Code.Plugin);
        Assert.Equal(Web, left[1].Code);
    }

    private static Task<CallResult<int>> RunAsync(Watchdog watchdog, PluginCode code, Func<CancellationToken, Task<int>> call) =>
        watchdog.RunAsync(code, call, TimeSpan.FromMinutes(1), CancellationToken.None);

    private (RunningNote Note, PastRun Past) Open(bool close = false)
    {
        (RunningNote note, PastRun past) = RunningNote.Open(folder.Path, log);
        if (close)
        {
            note.Dispose();
        }

        return (note, past);
    }

    // As the next process would find it: without an orderly end.
    private IReadOnlyList<NoteLine> Left(RunningNote note)
    {
        note.Dispose();
        return Open(close: true).Past.Lines;
    }

    // Without asking for the lock, which is the running engine's.
    // By another program: opening a file in .NET takes a lock too, and the note is locked.
    private IReadOnlyList<NoteLine> Peek()
    {
        using var reader = Process.Start(new ProcessStartInfo("cat", folder["running"]) { RedirectStandardOutput = true })!;
        using var note = new MemoryStream();
        reader.StandardOutput.BaseStream.CopyTo(note);
        reader.WaitForExit();
        return PastRun.Parse(note.ToArray()).Lines;
    }
}
