using System.Diagnostics;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Model;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class LocalFileWatcherTests : IAsyncDisposable
{
    private readonly FilesFixture files = new();

    public ValueTask DisposeAsync() => files.DisposeAsync();

    [Fact]
    public async Task A_file_is_read_at_once_and_followed()
    {
        string path = files.Folder.Write("a.txt", "one");
        var query = new FileQuery(path);
        LocalFileWatcher watcher = files.WatchFiles(path);
        Assert.Equal("one", files.Value(query));
        File.WriteAllText(path, "two");
        await files.ValueIsAsync(query, "two");
        File.WriteAllText(files.Folder["b.txt"], "six");
        File.Move(files.Folder["b.txt"], path, overwrite: true);
        await files.ValueIsAsync(query, "six");
        File.Delete(path);
        await files.ValueIsAsync(query, null);
        File.WriteAllText(path, "");
        await files.ValueIsAsync(query, "");
        watcher.Watch(new HashSet<FileQuery>());
        Assert.Equal("no answer", files.Value(query));
    }

    [Fact]
    public async Task Many_writes_of_the_same_length_end_with_the_last_one()
    {
        string path = files.Folder.Write("a.txt", "0000");
        files.WatchFiles(path);
        for (int i = 1; i <= 2000; i++)
        {
            File.WriteAllText(path, $"{i:D4}");
        }

        await files.ValueIsAsync(new FileQuery(path), "2000");
    }

    // A mounted ConfigMap: config.txt -> ..data/config.txt, ..data -> ..1, and ..data is replaced by rename.
    [Fact]
    public async Task A_swapped_link_beside_the_file_is_seen()
    {
        files.Folder.Write("..1/config.txt", "one");
        files.Folder.Write("..2/config.txt", "two");
        Directory.CreateSymbolicLink(files.Folder["..data"], "..1");
        File.CreateSymbolicLink(files.Folder["config.txt"], "..data/config.txt");
        var query = new FileQuery(files.Folder["config.txt"]);
        files.WatchFiles(query.Path);
        Assert.Equal("one", files.Value(query));
        Directory.CreateSymbolicLink(files.Folder["..data_tmp"], "..2");
        await Process.Start("mv", ["-T", files.Folder["..data_tmp"], files.Folder["..data"]]).WaitForExitAsync();
        await files.ValueIsAsync(query, "two");
    }

    [Fact]
    public async Task A_file_in_a_folder_that_is_not_there_yet_is_absent_and_found_later()
    {
        var time = new FakeTimeProvider();
        await using var later = new FilesFixture(time);
        var query = new FileQuery(later.Folder["not/yet/a.txt"]);
        later.WatchFiles(query.Path);
        Assert.Null(later.Value(query));
        later.Folder.Write("not/yet/a.txt", "one");
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Equals(later.Value(query), "one");
            },
            "the file is found");
    }

    [Fact]
    public async Task What_is_no_text_is_a_problem_that_heals()
    {
        string path = files.Folder["a.txt"];
        File.WriteAllBytes(path, [(byte)'o', (byte)'k', 0xff]);
        var query = new FileQuery(path);
        files.WatchFiles(path);
        Assert.Equal($"{path} is not text: invalid UTF-8 at byte 2", files.Problem(query));
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, (byte)'o', (byte)'k']);
        await files.ValueIsAsync(query, "ok");
        Assert.Null(files.Problem(query));
        await using (FileStream large = File.OpenWrite(path))
        {
            large.SetLength((16 * 1024 * 1024) + 1);
        }

        await files.ProblemSaysAsync(query, "a.txt is larger than 16 MiB");
        Assert.Equal("ok", files.Value(query));
    }

    [Fact]
    public async Task What_is_no_file_is_a_problem_and_hangs_nothing()
    {
        await Process.Start("mkfifo", files.Folder["pipe"]).WaitForExitAsync();
        files.WatchFiles(files.Folder["pipe"], files.Folder.Path, "/dev/zero", "relative.txt", "/a\0b", "/proc/self/comm");
        Assert.Contains("is not a regular file", files.Problem(new FileQuery(files.Folder["pipe"])));
        Assert.Contains("is not a regular file", files.Problem(new FileQuery(files.Folder.Path)));
        Assert.Contains("is not a regular file", files.Problem(new FileQuery("/dev/zero")));
        Assert.Equal("'relative.txt' is not an absolute path", files.Problem(new FileQuery("relative.txt")));
        Assert.Equal(@"'/a\u0000b' is not an absolute path", files.Problem(new FileQuery("/a\0b")));
        Assert.NotEqual("", files.Value(new FileQuery("/proc/self/comm")));
    }
}
