using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Holding;

public sealed class LastKnownStateTests : IDisposable
{
    private static readonly ServiceQuery Web = new("web");
    private static readonly KeyQuery Secret = new("app/secret");
    private readonly TemporaryFolder folder = new();
    private readonly RecordingLog log = new();

    private string Path => folder["data/last-known.json"];

    [Fact]
    public void What_was_served_is_found_by_the_next_process_and_said_to_be_old()
    {
        Serve(States.Of((Web, States.Instances("web", 2))), Web);

        QueryResult found = Open(null).Find(Web, "connection refused")!;

        Assert.Equal(["web-1", "web-2"], ((IReadOnlyList<Instance>)found.Value!).Select(instance => instance.Id));
        Assert.StartsWith("connection refused; served from the last known state, written 20", found.Problem);
        Assert.Equal("Warning", Assert.Single(log.Lines)[..7]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_seed_serves_where_there_is_no_file_of_ones_own_and_is_never_changed()
    {
        Serve(States.Of((Web, States.Instances("web", 2))), Web);
        string seed = folder["etc/last-known.json"];
        Directory.CreateDirectory(folder["etc"]);
        File.Move(Path, seed);
        byte[] before = File.ReadAllBytes(seed);

        Assert.Equal(2, Count(Seeded(seed).Find(Web, "away")));

        Serve(States.Of((Web, States.Instances("web", 1))), Web);
        Assert.Equal(1, Count(Seeded(seed).Find(Web, "away")));
        Assert.Equal(before, File.ReadAllBytes(seed));

        File.Delete(Path);
        File.WriteAllText(seed, "{");
        Assert.Null(Seeded(seed).Find(Web, "away"));
        Assert.Contains(log.Lines, line => line.Contains(seed) && line.Contains("cannot be used"));
        Assert.True(File.Exists(seed));

        static int Count(QueryResult? found) => ((IReadOnlyList<Instance>)found!.Value!).Count;
        LastKnownState Seeded(string from) => new(Path, false, new InstanceValidation(false), null, log) { Seed = from };
    }

    [Fact]
    public void Values_of_keys_are_kept_only_where_they_are_asked_for()
    {
        ClusterState state = States.Of((Web, States.Instances("web", 1)), (Secret, "hunter2"));
        Serve(state, Web, Secret);
        Assert.DoesNotContain("hunter2", File.ReadAllText(Path));
        Assert.Null(Open(null).Find(Secret, "away"));

        Serve(state, keepsKeys: true, Web, Secret);

        Assert.Equal("hunter2", Open(null).Find(Secret, "away")?.Value);
    }

    [Fact]
    public void What_consul_does_not_say_now_is_not_kept()
    {
        Serve(States.Of((Web, States.Instances("web", 1))), Web);
        byte[] before = File.ReadAllBytes(Path);
        ClusterState state = States.Of((Web, States.Instances("web", 2)));

        Serve(state with { Problems = state.Problems.Add(Web, new QueryProblem("403", default)) }, Web);
        Serve(state, Web, new ServiceQuery("never answered"));

        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{}", "last-known.json: not a recorded snapshot")]
    [InlineData("{ \"basenode_snapshot\": 1, \"answers\": [", "last-known.json:1:39: not a valid snapshot: it ends too early: an object or a list is not closed")]
    [InlineData("{ \"basenode_snapshot\": 99, \"answers\": [] }", "last-known.json: ")]
    [InlineData("{ \"basenode_snapshot\": 1, \"answers\": [ { \"nonsense\": true } ] }", "last-known.json:1:53: not a valid snapshot: 'answers[0].nonsense' is not a known property")]
    [InlineData("{ \"basenode_snapshot\": 1,\n \"answers\": {} }", "last-known.json:2:14: not a valid snapshot: 'answers' is an object, but must be a list [ … ]")]
    public void A_damaged_one_or_one_of_another_release_is_put_aside(string content, string message)
    {
        folder.Write("data/last-known.json", content);
        using var files = new DelayedFiles(TimeSpan.FromHours(1), TimeProvider.System, log);

        Assert.Null(Open(files).Find(Web, "away"));

        Assert.False(File.Exists(Path));
        Assert.Equal(content, File.ReadAllText($"{Path}.unreadable"));
        Assert.Contains(message, Assert.Single(log.Lines));
    }

    [Fact]
    public void A_command_that_changes_nothing_leaves_a_damaged_one_where_it_is()
    {
        folder.Write("data/last-known.json", "{}");

        Assert.Null(Open(null).Find(Web, "away"));

        Assert.True(File.Exists(Path));
    }

    public void Dispose() => folder.Dispose();

    private void Serve(ClusterState state, params Query[] queries) => Serve(state, keepsKeys: false, queries);

    private void Serve(ClusterState state, bool keepsKeys, params Query[] queries)
    {
        using var files = new DelayedFiles(TimeSpan.FromHours(1), TimeProvider.System, log);
        Open(files, keepsKeys).Note(state, [.. queries], "a test");
    }

    private LastKnownState Open(DelayedFiles? files, bool keepsKeys = false) => new(Path, keepsKeys, new InstanceValidation(false), files, log);
}
