using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class SnapshotFileTests : IDisposable
{
    private static readonly InstanceValidation InstanceValidation = new(hostNames: false);
    private readonly TemporaryFolder folder = new();

    private string Path => folder["snapshot.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Whatever_is_recorded_is_replayed_as_it_was()
    {
        Prop.ForAll(SnapshotStates.All.ToArbitrary(), answers =>
        {
            Write([.. answers]);
            IReadOnlyDictionary<Query, QueryResult> replayed = Read();
            return replayed.Count == answers.Count
                && answers.All(answer => ContentEquality.Same(answer.Value, replayed[answer.Key].Value) && replayed[answer.Key].HasValue);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_answers_give_the_same_file_in_whatever_order_they_came()
    {
        Prop.ForAll(SnapshotStates.All.ToArbitrary(), answers =>
        {
            Write([.. answers]);
            byte[] one = File.ReadAllBytes(Path);
            Write([.. answers.Reverse()]);
            return one.AsSpan().SequenceEqual(File.ReadAllBytes(Path));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_file_is_for_people_and_for_its_owner_alone()
    {
        SnapshotResult result = Write(
            new(new ServiceQuery("web"), Instances(new Registration { Name = "web", Id = "web-1", Node = "n", NodeAddress = "10.0.0.1", Port = 80, Tags = ["ä"] })),
            new(new KeyQuery("b"), null),
            new(new KeyQuery("a"), "line\n"));
        Assert.Equal((null, 3), (result.Problem, result.Recorded));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal(Path, Assert.Single(Directory.GetFiles(folder.Path)));
        Assert.Equal(
            """
            {
              "basenode_snapshot": 1,
              "source": "a test",
              "answers": [
                {
                  "query": "key",
                  "name": "a",
                  "value": "line\n"
                },
                {
                  "query": "key",
                  "name": "b"
                },
                {
                  "query": "service",
                  "name": "web",
                  "instances": [
                    {
                      "id": "web-1",
                      "name": "web",
                      "node": "n",
                      "address": "10.0.0.1",
                      "port": 80,
                      "weight": 1,
                      "tags": [
                        "ä"
                      ],
                      "node_address": "10.0.0.1"
                    }
                  ]
                }
              ]
            }

            """,
            File.ReadAllText(Path));
    }

    [Fact]
    public void Private_keys_and_local_files_are_left_out_and_named()
    {
        Query[] queries = [new CaLeafQuery("web"), new FileQuery("/etc/hosts"), new KeyQuery("a"), new KeyQuery("b")];
        ClusterState state = State(new(queries[0], new LeafCertificate("CERT", "SECRET")), new(queries[1], "SECRET")) with
        {
            Problems = ImmutableDictionary<Query, QueryProblem>.Empty.Add(queries[2], new QueryProblem("403", default)),
        };
        SnapshotResult result = SnapshotFile.Write(Path, state, queries, "a test");
        Assert.Equal(
            ["file /etc/hosts: a local file, which is read on the machine where the snapshot is used", "key a: 403", "key b: no answer", "leaf certificate for web: private keys are not recorded"],
            result.LeftOut);
        Assert.Equal(0, result.Recorded);
        Assert.DoesNotContain("SECRET", File.ReadAllText(Path));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_says_so_and_leaves_what_was_there()
    {
        Directory.CreateDirectory(folder["folder"]);
        Assert.Contains("is not a regular file", SnapshotFile.Write(folder["folder"], ClusterState.Empty, [], "").Problem);
        Assert.Contains("is not a regular file", SnapshotFile.Write("/dev/null", ClusterState.Empty, [], "").Problem);
        Assert.Contains("cannot be written", SnapshotFile.Write(folder["no/such/file"], ClusterState.Empty, [], "").Problem);
        Assert.Equal([folder["folder"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_edited_instance_passes_the_border_again()
    {
        QueryResult answer = Assert.Single(Read("""
            { "basenode_snapshot": 1, "answers": [ { "query": "service", "name": "web", "instances": [
              { "id": "good", "name": "web", "node": "n", "address": "10.0.0.1", "port": 80, "weight": 9999 },
              { "id": "socket", "name": "web", "node": "n", "address": "unix@/run/docker.sock", "port": 80 },
              { "id": "port", "name": "web", "node": "n", "address": "10.0.0.1", "port": 0 },
              { "id": "other", "name": "db", "node": "n", "address": "10.0.0.1", "port": 80 } ] } ] }
            """)).Value;
        Instance good = Assert.Single((IReadOnlyList<Instance>)answer.Value!);
        Assert.Equal(("good", 256), (good.Id, good.Weight));
        Assert.Equal(["other", "port", "socket"], answer.Quarantined.Select(instance => instance.Id).Order());
    }

    [Theory]
    [InlineData("", "not a recorded snapshot")]
    [InlineData("{}", "not a recorded snapshot: its first property must be \"basenode_snapshot\"")]
    [InlineData("""{ "basenode_snapshot": 2, "answers": [ { "query": "new" } ] }""", "another version of the format; this basenode reads only version 1; record it again")]
    [InlineData("""{ "basenode_snapshot": "1" }""", "another version of the format")]
    [InlineData("""{ "basenode_snapshot": 1 }""", "the document has no 'answers', but needs it")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": null }""", "'answers' must not be null")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ null ] }""", "'answers' contains null")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "q\u0000" } ] }""", "unknown query 'q\\u0000'; valid: services, service")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "service", "name": "web" } ] }""", "'instances' is missing")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "service", "instances": [] } ] }""", "the query 'service' needs a name")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "services", "services": [ { "name": "a", "tags": [ null ] } ] } ] }""", "'tags' contains null")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "keys", "name": "a", "values": { "a": null } } ] }""", "'values' contains null")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "members", "members": [], "nam": "" } ] }""", "nam")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "members", "members": [] }, { "query": "members", "members": [] } ] }""", "one query has two answers")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ { "query": "service", "name": "w", "instances": [ { "id": "i", "name": "w", "node": "n", "address": "a", "port": "80" } ] } ] }""", "instances[0].port")]
    public void What_is_wrong_is_said(string json, string expected)
    {
        Assert.Null(SnapshotFile.Read(Encoding.UTF8.GetBytes(json), "/s.json", InstanceValidation, out string? problem));
        Assert.StartsWith("/s.json:", problem);
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void A_part_of_a_snapshot_is_never_taken_for_a_whole_one()
    {
        Write(new(new ServiceQuery("web"), Instances()), new(new KeyQuery("a"), "secret-value"));
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = 0; length < whole.Length - 2; length++)
        {
            Assert.Null(SnapshotFile.Read(whole.AsSpan(0, length), "s.json", InstanceValidation, out string? problem));
            Assert.NotNull(problem);
            Assert.DoesNotContain("secret-value", problem);
        }
    }

    private static IReadOnlyList<Instance> Instances(params Registration[] registrations) => InstanceValidation.Admit(null, null, registrations).Instances;

    private static ClusterState State(params KeyValuePair<Query, object?>[] answers) => ClusterState.Empty with
    {
        Answers = answers.ToImmutableDictionary(answer => answer.Key, answer => new Answer(answer.Value, 1)),
    };

    private static IReadOnlyDictionary<Query, QueryResult> Read(string json)
    {
        IReadOnlyDictionary<Query, QueryResult>? read = SnapshotFile.Read(Encoding.UTF8.GetBytes(json), "s.json", InstanceValidation, out string? problem);
        Assert.Null(problem);
        return read!;
    }

    private IReadOnlyDictionary<Query, QueryResult> Read() => Read(File.ReadAllText(Path));

    private SnapshotResult Write(params KeyValuePair<Query, object?>[] answers) =>
        SnapshotFile.Write(Path, State(answers), answers.Select(answer => answer.Key), "a test");
}
