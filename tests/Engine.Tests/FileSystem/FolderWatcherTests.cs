using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.FileSystem;

public sealed class FolderWatcherTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();
    private readonly List<FolderWatcher> watchers = [];
    private int looks;
    private int running;
    private Func<bool> onLook = () => false;

    public async ValueTask DisposeAsync()
    {
        foreach (FolderWatcher watcher in watchers)
        {
            await watcher.DisposeAsync();
        }

        folder.Dispose();
    }

    [Fact]
    public async Task It_looks_at_once_after_each_change_and_each_period()
    {
        Watch(TimeProvider.System, new WatchedFolder(folder.Path, IsDeep: false));
        await LooksAsync(1);
        folder.Write("a", "1");
        await LooksAsync(2);

        Watch(time, new WatchedFolder(folder["absent"], IsDeep: false));
        int before = looks;
        await ForwardUntilAsync(() => looks >= before + 3);
    }

    [Fact]
    public async Task Below_the_folder_only_a_deep_one_notices()
    {
        Directory.CreateDirectory(folder["one/below"]);
        Directory.CreateDirectory(folder["two/below"]);
        Watch(TimeProvider.System, new WatchedFolder(folder["one"], IsDeep: false), new WatchedFolder(folder["two"], IsDeep: true));
        await LooksAsync(1);
        folder.Write("two/below/a", "1");
        await LooksAsync(2);
    }

    // With the clock standing still only a notice can wake it: those of the new folder.
    [Fact]
    public async Task A_folder_that_was_replaced_or_comes_later_is_taken_up_with_the_next_look()
    {
        folder.Write("d/a", "1");
        FolderWatcher watcher = Watch(time, new WatchedFolder(folder["d"], IsDeep: false), new WatchedFolder(folder["later"], IsDeep: false));
        await ForwardUntilAsync(() => looks >= 1);
        Directory.Move(folder["d"], folder["old"]);
        folder.Write("d/a", "1");
        Directory.CreateDirectory(folder["later"]);
        int before = looks;
        watcher.Wake();
        await ForwardUntilAsync(() => looks > before);

        await NoticedAsync("d/b");
        await NoticedAsync("later/b");
    }

    [Fact]
    public async Task A_look_that_throws_is_told_once_and_the_watching_goes_on()
    {
        int failures = 0;
        onLook = () => looks is > 1 and < 5 ? throw new InvalidOperationException($"look {++failures}") : false;
        Watch(time, new WatchedFolder(folder.Path, IsDeep: false));
        await ForwardUntilAsync(() => looks == 5);
        Assert.Equal(3, failures);
        Assert.Single(log.Lines, line => line.Contains("watching test folders failed"));
        await NoticedAsync("a");
    }

    [Fact]
    public async Task While_something_is_being_written_it_looks_again_soon_and_looks_never_overlap()
    {
        onLook = () => looks < 20;
        Watch(time, new WatchedFolder(folder.Path, IsDeep: false));
        DateTimeOffset start = time.GetUtcNow();
        await ForwardUntilAsync(
            () =>
            {
                folder.Write("noise", $"{looks}");
                return looks >= 20;
            },
            TimeSpan.FromMilliseconds(75));
        Assert.True(time.GetUtcNow() - start < TimeSpan.FromMinutes(1), $"{time.GetUtcNow() - start}");
    }

    // Each advance of the clock comes with a further notice: the quiet never comes, and must not be waited for without end.
    [Fact]
    public async Task A_folder_that_is_never_quiet_is_looked_at_too()
    {
        var watcher = Watch(time, new FolderWatch
        {
            Name = "watching test folders",
            Folders = () => [],
            LookAsync = LookAsync,
            Quiet = TimeSpan.FromMilliseconds(50),
            Period = TimeSpan.FromHours(1),
        });
        await ForwardUntilAsync(() => looks >= 1, TimeSpan.FromMilliseconds(20));
        await ForwardUntilAsync(
            () =>
            {
                watcher.Wake();
                return looks >= 3;
            },
            TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Its_end_ends_the_looks()
    {
        FolderWatcher watcher = Watch(TimeProvider.System, new WatchedFolder(folder.Path, IsDeep: false));
        await LooksAsync(1);
        watchers.Clear();
        await watcher.DisposeAsync();
        int before = looks;
        folder.Write("a", "1");
        watcher.Wake();
        Assert.Equal(before, looks);
    }

    private FolderWatcher Watch(TimeProvider clock, params WatchedFolder[] folders) => Watch(clock, new FolderWatch
    {
        Name = "watching test folders",
        Folders = () => folders,
        LookAsync = LookAsync,
    });

    private FolderWatcher Watch(TimeProvider clock, FolderWatch watch)
    {
        var watcher = new FolderWatcher(watch, new TaskSupervisor(clock, log), log);
        watchers.Add(watcher);
        return watcher;
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref running));
        await Task.Yield();
        Interlocked.Increment(ref looks);
        Interlocked.Decrement(ref running);
        return onLook();
    }

    private Task LooksAsync(int least) => Eventually.HoldsAsync(() => looks >= least, () => $"{least} looks, not {looks}");

    // Writes until it is noticed: a first notice may still belong to the look before. The clock moves on by less than the period.
    private async Task NoticedAsync(string name)
    {
        int before = looks;
        int writes = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                folder.Write(name, $"{++writes}");
                if (writes < 400)
                {
                    time.Advance(TimeSpan.FromMilliseconds(20));
                }

                return looks > before;
            },
            $"a change of {name} is noticed");
    }

    private Task ForwardUntilAsync(Func<bool> condition, TimeSpan? step = null) => Eventually.HoldsAsync(
        () =>
        {
            time.Advance(step ?? TimeSpan.FromSeconds(1));
            return condition();
        },
        () => $"looks: {looks}; {string.Join('\n', log.Lines)}");
}
