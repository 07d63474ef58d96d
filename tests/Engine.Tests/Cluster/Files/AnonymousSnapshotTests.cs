using System.Collections.Immutable;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster.Files;

/// <summary>Snapshots without what tells whose cluster it was, and with some services alone.</summary>
public sealed class AnonymousSnapshotTests : IDisposable
{
    private static readonly InstanceValidation Validation = new(hostNames: true);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_original_becomes_the_same_wherever_it_stands()
    {
        Dictionary<Query, QueryResult> replayed = Anonymise(Everything());
        Instance web = Instances(replayed, "web")[0];
        Assert.Equal(("node-1", "198.18.0.1", "web-1", 80), (web.Node, web.Address, web.Id, web.Port));
        Assert.Equal(["blue", "on=node-1", "198.18.0.1:81"], web.Tags);
        Assert.Equal(("7180", "true", "198.18.0.1", "db", "value-2"), (web.Meta["port"], web.Meta["flag"], web.Meta["self"], web.Meta["upstream"], web.Meta["owner"]));
        Assert.Equal(("check-5", "serfHealth", "service:web-1"), (web.Checks[0].Id, web.Checks[1].Id, web.Checks[2].Id));
        Assert.Equal("198.18.0.1:8080", web.TaggedAddresses["wan"]);

        Instance db = Instances(replayed, "db")[0];
        Assert.Equal(("node-2", "host-2.example", "db"), (db.Node, db.Address, db.Id));
        Assert.Equal("127.0.0.1", db.NodeAddress);
        Assert.Equal(["node-1", "node-2"], ((IReadOnlyList<Node>)replayed[new NodesQuery()].Value!).Select(node => node.Name));
        Assert.Equal("node-1", Assert.Single((IReadOnlyList<Member>)replayed[new MembersQuery()].Value!).Name);
        Assert.Equal("node-1", ((Node)replayed[new NodeQuery("node-1")].Value!).Name);
        Assert.Equal("""{"owner":"value-2","size":3,"id":100001,"to":"198.18.0.1"}""", replayed[new KeyQuery("app/json")].Value);
        Assert.Equal(["app/node-1/role"], ((IReadOnlyDictionary<string, string>)replayed[new KeysQuery("app/")].Value!).Keys);
        Assert.Equal(["dc1"], (IReadOnlyList<string>)replayed[new DatacentersQuery()].Value!);
    }

    [Fact]
    public void Whatever_is_anonymised_is_replayed_with_as_many_instances()
    {
        Prop.ForAll(SnapshotStates.All.ToArbitrary(), answers =>
        {
            ClusterState state = State([.. answers]);
            Dictionary<Query, QueryResult> replayed = Anonymise(state);
            string one = File.ReadAllText(folder["state.json"]);
            SnapshotFile.WriteAnonymised(folder["state.json"], state, state.Answers.Keys.Reverse());
            return one == File.ReadAllText(folder["state.json"]) && Counts(replayed.Values.Select(answer => answer.Value)).SequenceEqual(Counts(answers.Select(answer => answer.Value)));
        }).QuickCheckThrowOnFailure();

        static IEnumerable<int> Counts(IEnumerable<object?> values) => values.OfType<IReadOnlyList<Instance>>().Select(instances => instances.Count).Order();
    }

    [Fact]
    public void No_original_is_left()
    {
        Anonymise(Everything());
        string text = File.ReadAllText(folder["state.json"]);
        Assert.All(["alpha", "beta", "10.1.2.3", "fd00:9::1", "db.internal", "Jane", "uid-", "99887766", "certificate of", "a note", "master"], original => Assert.DoesNotContain(original, text));
    }

    [Fact]
    public void Names_that_it_gives_are_none_that_were_there()
    {
        ClusterState state = State(KeyValuePair.Create<Query, object?>(new ServiceQuery("web"), Admit(
            new Registration { Name = "web", Id = "x", Node = "node-1", NodeAddress = "198.18.0.1", Port = 80 },
            new Registration { Name = "web", Id = "y", Node = "zeta", NodeAddress = "198.18.0.2", Port = 80 })));
        Dictionary<Query, QueryResult> replayed = Anonymise(state);
        Assert.Equal(["node-2", "node-3"], Instances(replayed, "web").Select(instance => instance.Node));
        Assert.Equal(["198.18.0.3", "198.18.0.4"], Instances(replayed, "web").Select(instance => instance.Address));
    }

    [Fact]
    public void It_says_what_was_replaced()
    {
        ClusterState state = Everything();
        SnapshotResult result = SnapshotFile.WriteAnonymised(folder["state.json"], state, state.Answers.Keys);
        Assert.Equal(["2 nodes", "3 addresses", "1 instance ID", "5 values", "6 texts of checks"], result.Replaced);
    }

    [Fact]
    public void A_trimmed_state_has_the_services_that_stay_and_their_nodes()
    {
        ClusterState trimmed = new SnapshotTrim(["db"]).Of(Everything());
        Assert.Equal(["db"], ((IReadOnlyList<ServiceSummary>)trimmed.Answers[new ServicesQuery()].Value!).Select(service => service.Name));
        Assert.Empty((IReadOnlyList<Instance>)trimmed.Answers[new ServiceQuery("web")].Value!);
        Assert.Single((IReadOnlyList<Instance>)trimmed.Answers[new ServiceQuery("db")].Value!);
        Assert.Equal(["beta"], ((IReadOnlyList<Node>)trimmed.Answers[new NodesQuery()].Value!).Select(node => node.Name));
        Assert.Empty((IReadOnlyList<Member>)trimmed.Answers[new MembersQuery()].Value!);
        Assert.Null(trimmed.Answers[new NodeQuery("alpha")].Value);
        Assert.Equal(["beta"], ((IReadOnlyList<HealthCheck>)trimmed.Answers[new ChecksQuery(null)].Value!).Select(check => check.Node));
        Assert.NotNull(trimmed.Answers[new KeyQuery("app/json")].Value);
        Assert.Null(new SnapshotTrim(["db", "web"]).Problem(Everything()));
        Assert.Equal("--only: no target reads a service 'wbe'", new SnapshotTrim(["wbe"]).Problem(Everything()));
    }

    private static ClusterState Everything()
    {
        var web = new Registration
        {
            Name = "web",
            Id = "uid-alpha-web",
            Node = "alpha",
            NodeAddress = "10.1.2.3",
            Port = 80,
            Tags = ["blue", "on=alpha", "10.1.2.3:81"],
            Meta = new Dictionary<string, string> { ["port"] = "7180", ["flag"] = "true", ["self"] = "10.1.2.3", ["upstream"] = "db", ["owner"] = "Jane" },
            TaggedAddresses = new Dictionary<string, string> { ["wan"] = "10.1.2.3:8080", ["v6"] = "[fd00:9::1]:80" },
            Checks =
            [
                Check("serfHealth", "Serf Health Status", ""),
                Check("service:uid-alpha-web", "Service 'web' check", "uid-alpha-web"),
                Check("of Jane", "named by Jane", "uid-alpha-web") with { Notes = "a note of Jane" },
            ],
        };
        var db = new Registration { Name = "db", Id = "db", Node = "beta", Address = "db.internal", NodeAddress = "127.0.0.1", Port = 5432 };
        Node alpha = new() { Name = "alpha", Id = "uid-1", Address = "10.1.2.3" };
        return State(
            new(new ServicesQuery(), (IReadOnlyList<ServiceSummary>)[new ServiceSummary("db", []), new ServiceSummary("web", ["blue"])]),
            new(new ServiceQuery("web"), Admit(web)),
            new(new ServiceQuery("db"), Admit(db)),
            new(new NodesQuery(), (IReadOnlyList<Node>)[alpha, new Node { Name = "beta", Address = "127.0.0.1" }]),
            new(new NodeQuery("alpha"), alpha),
            new(new MembersQuery(), (IReadOnlyList<Member>)[new Member { Name = "alpha", Address = "10.1.2.3", Port = 8301, Status = "alive", Tags = new Dictionary<string, string> { ["role"] = "master" } }]),
            new(new ChecksQuery(null), (IReadOnlyList<HealthCheck>)[Check("serfHealth", "of alpha", ""), Check("disk", "disk of beta", "") with { Node = "beta" }]),
            new(new KeyQuery("app/json"), """{"owner":"Jane","size":3,"id":99887766,"to":"10.1.2.3"}"""),
            new(new KeysQuery("app/"), ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("app/alpha/role", "master")])),
            new(new CaRootsQuery(), (IReadOnlyList<string>)["certificate of Jane"]),
            new(new DatacentersQuery(), (IReadOnlyList<string>)["dc1"]));
    }

    private static HealthCheck Check(string id, string name, string service) =>
        new() { Id = id, Name = name, Status = "passing", Node = "alpha", ServiceName = service.Length == 0 ? "" : "web", ServiceId = service };

    private static IReadOnlyList<Instance> Admit(params Registration[] registrations) => Validation.Admit(null, null, registrations).Instances;

    private static IReadOnlyList<Instance> Instances(Dictionary<Query, QueryResult> answers, string service) => (IReadOnlyList<Instance>)answers[new ServiceQuery(service)].Value!;

    private static ClusterState State(params KeyValuePair<Query, object?>[] answers) => ClusterState.Empty with
    {
        Answers = answers.ToImmutableDictionary(answer => answer.Key, answer => new Answer(answer.Value, 1)),
    };

    private Dictionary<Query, QueryResult> Anonymise(ClusterState state)
    {
        Assert.Null(SnapshotFile.WriteAnonymised(folder["state.json"], state, state.Answers.Keys).Problem);
        IReadOnlyDictionary<Query, QueryResult>? read = SnapshotFile.Read(File.ReadAllBytes(folder["state.json"]), "state.json", Validation, out string? problem);
        Assert.Null(problem);
        return new Dictionary<Query, QueryResult>(read!);
    }
}
