using System.Collections.Immutable;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class RecordedSnapshotTests : IAsyncDisposable
{
    private static readonly KeyQuery Key = new("app/mode");
    private readonly FilesFixture files = new();

    public ValueTask DisposeAsync() => files.DisposeAsync();

    [Fact]
    public async Task A_snapshot_is_known_by_its_content_and_replayed_again_when_it_changes()
    {
        string path = Record("fast");
        IClusterSource source = files.Open(path, Key);
        Assert.Equal($"recorded snapshot {path}", source.Description);
        Assert.Equal("fast", files.Value(Key));
        Record("slow");
        await files.ValueIsAsync(Key, "slow");
    }

    [Fact]
    public void What_was_not_recorded_is_a_problem_that_says_how_to_mend_it()
    {
        string path = Record("fast");
        files.Open(path, new ServiceQuery("web"), new CaLeafQuery("web"));
        Assert.Equal($"the snapshot {path} has no answer for service web; record it again", files.Problem(new ServiceQuery("web")));
        Assert.Contains("never holds leaf certificates", files.Problem(new CaLeafQuery("web")));
        Assert.True(files.Store.Current.CannotAnswer([new ServiceQuery("web")]));
    }

    [Fact]
    public async Task What_was_not_recorded_is_answered_when_the_snapshot_is_recorded_again()
    {
        string path = Record("fast");
        files.Open(path, Key, new KeyQuery("app/other"));
        Assert.False(files.Store.Current.CannotAnswer([Key]));
        File.WriteAllText(path, File.ReadAllText(path).Replace("app/mode", "app/other", StringComparison.Ordinal));
        await files.ValueIsAsync(new KeyQuery("app/other"), "fast");
        Assert.True(files.Store.Current.Problems[Key].IsFinal);
        Assert.False(files.Store.Current.CannotAnswer([Key, new KeyQuery("app/other")]));
    }

    [Fact]
    public async Task A_damaged_snapshot_keeps_the_answers_and_heals()
    {
        string path = Record("fast");
        files.Open(path, Key);
        string whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..^20]);
        await files.ProblemSaysAsync(Key, $"{path}:");
        Assert.Equal("fast", files.Value(Key));
        File.Delete(path);
        await files.ProblemSaysAsync(Key, "is gone");
        Assert.Equal("fast", files.Value(Key));
        Record("slow");
        await files.ValueIsAsync(Key, "slow");
        await files.HealsAsync(Key);
    }

    [Fact]
    public async Task One_that_is_damaged_from_the_start_is_still_known_as_a_snapshot()
    {
        string path = files.Folder.Write("snapshot.json", """{ "basenode_snapshot": 1, "answ""");
        files.Open(path, Key);
        Assert.Contains("not a valid snapshot: it ends too early: a text has no closing quote", files.Problem(Key));
        Record("fast");
        await files.ValueIsAsync(Key, "fast");
    }

    private string Record(string value)
    {
        string path = files.Folder["snapshot.json"];
        ClusterState state = ClusterState.Empty with { Answers = ImmutableDictionary<Query, Answer>.Empty.Add(Key, new Answer(value, 1)) };
        Assert.Null(SnapshotFile.Write(path, state, [Key], "a test").Problem);
        return path;
    }
}
