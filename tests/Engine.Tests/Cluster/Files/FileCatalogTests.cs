using System.Text;
using System.Text.Json;
using Basenode.Engine.Cluster.Definitions;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class FileCatalogTests
{
    private static readonly DefinitionCatalog Example = Catalog(
        """
        { "datacenter": "east", "node_name": "box", "advertise_addr": "10.9.9.9",
          "services": [
            { "name": "web", "id": "web-2", "port": 81, "tags": ["b"], "weights": { "passing": 900 } },
            { "name": "web", "id": "web-1", "port": 80, "address": "10.0.0.1", "tags": ["c", "a"], "checks": [ { "ttl": "1s" }, { "ttl": "1s" } ] },
            { "name": "db" },
            { "name": "bad", "address": "unix@/run/docker.sock", "port": 1 },
            { "name": "gate", "kind": "connect-proxy", "port": 2, "proxy": { "destination_service_name": "web" } } ],
          "check": { "name": "disk", "ttl": "1s" },
          "kv": { "app/a": "1", "app/b": "", "other": "x" } }
        """);

    [Fact]
    public void Instances_are_admitted_sorted_and_take_the_address_of_the_node()
    {
        IReadOnlyList<Instance> web = Answer<IReadOnlyList<Instance>>(new ServiceQuery("web"));
        Assert.Equal(["10.0.0.1:80", "10.9.9.9:81"], web.Select(instance => instance.Endpoint));
        Assert.Equal([1, 256], web.Select(instance => instance.Weight));
        Assert.Equal(["disk", "service:web-1:1", "service:web-1:2"], web[0].Checks.Select(check => check.Id));
        Assert.All(web, instance => Assert.Equal(("passing", "box", "east"), (instance.Status, instance.Node, instance.Datacenter)));
    }

    [Fact]
    public void A_hostile_address_is_left_out_and_named()
    {
        QueryResult answer = Example.Answer(new ServiceQuery("bad"));
        Assert.Empty(Assert.IsAssignableFrom<IReadOnlyList<Instance>>(answer.Value));
        Assert.Contains("unix@/run/docker.sock", Assert.Single(answer.Quarantined).Reason);
    }

    [Fact]
    public void Parameters_of_a_service_are_heeded()
    {
        Assert.Equal("web-1", Assert.Single(Answer<IReadOnlyList<Instance>>(new ServiceQuery("web") { Tag = "a" })).Id);
        Assert.Equal(2, Answer<IReadOnlyList<Instance>>(new ServiceQuery("web") { Near = "_agent", Passing = false, Datacenter = "east" }).Count);
        Assert.Empty(Answer<IReadOnlyList<Instance>>(new ServiceQuery("db")));
        Assert.Equal(5432, Assert.Single(Answer<IReadOnlyList<Instance>>(new ServiceQuery("db") { DefaultPort = 5432 })).Port);
        Assert.Equal("gate", Assert.Single(Answer<IReadOnlyList<Instance>>(new ServiceQuery("web") { Connect = true })).Name);
        Assert.Empty(Answer<IReadOnlyList<Instance>>(new ServiceQuery("nobody")));
    }

    [Fact]
    public void What_only_Consul_knows_is_a_problem_that_says_so()
    {
        Assert.Contains("a filter works only with Consul", Example.Answer(new ServiceQuery("web") { Filter = "x" }).Problem);
        Assert.Contains("works only with Consul", Example.Answer(new PreparedQueryQuery("q")).Problem);
        Assert.Contains("work only with Consul", Example.Answer(new CaRootsQuery()).Problem);
        Assert.Contains("work only with Consul", Example.Answer(new CaLeafQuery("web")).Problem);
        Assert.Contains("no datacenter 'west'", Example.Answer(new NodesQuery("west")).Problem);
        Assert.Contains("'bad' is not a state of a check: use any,", Example.Answer(new ChecksQuery(null, "bad")).Problem);
        Assert.False(Example.Answer(new NodesQuery("west")).HasValue);
    }

    [Fact]
    public void The_other_queries_are_answered_with_the_types_that_they_name()
    {
        Assert.Equal(["bad", "db", "gate", "web"], Answer<IReadOnlyList<ServiceSummary>>(new ServicesQuery()).Select(service => service.Name));
        Assert.Equal(["a", "b", "c"], Answer<IReadOnlyList<ServiceSummary>>(new ServicesQuery())[3].Tags);
        Assert.Equal(("box", "10.9.9.9", "east"), Answer<IReadOnlyList<Node>>(new NodesQuery()) is [var node] ? (node.Name, node.Address, node.Datacenter) : default);
        Assert.Equal(["gate", "web-1", "web-2"], Answer<Node>(new NodeQuery(null)).Services.Select(instance => instance.Id));
        Assert.Equal("box", Answer<Node>(new NodeQuery("box")).Name);
        Assert.Null(Example.Answer(new NodeQuery("other")).Value);
        Assert.Equal("box", Assert.Single(Answer<IReadOnlyList<Member>>(new MembersQuery())).Name);
        Assert.Equal(["east"], Answer<IReadOnlyList<string>>(new DatacentersQuery()));
        Assert.Equal(["disk", "service:web-1:1", "service:web-1:2"], Answer<IReadOnlyList<HealthCheck>>(new ChecksQuery(null)).Select(check => check.Id));
        Assert.Equal(2, Answer<IReadOnlyList<HealthCheck>>(new ChecksQuery("web", "passing")).Count);
        Assert.Empty(Answer<IReadOnlyList<HealthCheck>>(new ChecksQuery(null, "critical")));
        Assert.Equal("1", Answer<string>(new KeyQuery("app/a")));
        Assert.Equal("", Answer<string>(new KeyQuery("app/b")));
        Assert.Null(Example.Answer(new KeyQuery("app/")).Value);
        Assert.Equal(["app/a", "app/b"], Answer<IReadOnlyDictionary<string, string>>(new KeysQuery("app/")).Keys);
    }

    [Fact]
    public void Of_what_stands_in_several_files_the_last_one_holds()
    {
        DefinitionCatalog catalog = Catalog(
            """{ "node_name": "one", "service": { "name": "web", "port": 80 }, "kv": { "a": "1", "b": "1" } }""",
            """{ "node_name": "two", "service": { "name": "web", "port": 81 }, "kv": { "b": "2" } }""");
        Instance web = Assert.Single((IReadOnlyList<Instance>)catalog.Answer(new ServiceQuery("web")).Value!);
        Assert.Equal((81, "two", "127.0.0.1"), (web.Port, web.Node, web.Address));
        Assert.Equal(["1", "2"], ((IReadOnlyDictionary<string, string>)catalog.Answer(new KeysQuery("")).Value!).Values);
    }

    // What the format means is for Consul to say: an agent reads the same text.
    [Fact]
    public async Task A_real_agent_makes_the_same_of_a_definition()
    {
        const string Definition = """
            { "services": [
                { "Name": "files-web", "ID": "w1", "Port": 8080, "tags": ["b", "a"], "meta": { "Key_A": "x" }, "weights": { "passing": 7, "warning": 1 },
                  "tagged_addresses": { "lan": { "address": "10.0.0.1", "port": 8 } }, "checks": [ { "ttl": "9s" }, { "ttl": "9s", "name": "two", "notes": "n" } ] },
                { "name": "files-db", "address": "10.1.1.1", "port": 5432, "check": { "ttl": "9s" } },
                { "name": "files-db", "address": "10.1.1.2", "port": 5433 },
                { "name": "files-mesh", "port": 3, "connect": { "sidecar_service": { "port": 21999 } } } ],
              "check": { "id": "late", "name": "late", "service_id": "w1", "ttl": "9s" } }
            """;
        await using RealConsul consul = await RealConsul.StartAsync(Definition);
        DefinitionCatalog catalog = Catalog(Definition);
        using JsonDocument services = JsonDocument.Parse(await consul.Http.GetStringAsync("/v1/agent/services"));
        IEnumerable<string> expected = services.RootElement.EnumerateObject().Select(service => service.Value).Select(service => string.Join(
            ' ',
            service.GetProperty("ID"),
            service.GetProperty("Service"),
            service.GetProperty("Address").GetString() is { Length: > 0 } address ? address : "127.0.0.1",
            service.GetProperty("Port"),
            service.GetProperty("Weights").GetProperty("Passing"),
            string.Join(',', service.GetProperty("Tags").EnumerateArray()),
            string.Join(',', service.GetProperty("Meta").EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}"))));
        IEnumerable<string> actual = ((Node)catalog.Answer(new NodeQuery(null)).Value!).Services.Select(instance => string.Join(
            ' ',
            instance.Id,
            instance.Name,
            instance.Address,
            instance.Port,
            instance.Weight,
            string.Join(',', instance.Tags),
            string.Join(',', instance.Meta.Select(pair => $"{pair.Key}={pair.Value}"))));
        Assert.Equal(expected.Order(), actual.Order());

        using JsonDocument checks = JsonDocument.Parse(await consul.Http.GetStringAsync("/v1/agent/checks"));
        Assert.Equal(
            checks.RootElement.EnumerateObject().Select(check => check.Value)
                .Where(check => !check.GetProperty("ServiceID").GetString()!.Contains("sidecar") && check.GetProperty("ServiceID").GetString() != "files-db")
                .Select(check => $"{check.GetProperty("CheckID")} {check.GetProperty("Name")} {check.GetProperty("ServiceID")} {check.GetProperty("ServiceName")}").Order(),
            ((IReadOnlyList<HealthCheck>)catalog.Answer(new ChecksQuery(null)).Value!)
                .Select(check => $"{check.Id} {check.Name} {check.ServiceId} {check.ServiceName}").Order());
    }

    private static DefinitionCatalog Catalog(params string[] files) =>
        new([.. files.Select(json => DefinitionReader.Read(Encoding.UTF8.GetBytes(json), "a.json", out _)!)], new InstanceValidation(hostNames: false));

    private static T Answer<T>(Query query)
    {
        QueryResult answer = Example.Answer(query);
        Assert.Null(answer.Problem);
        return Assert.IsAssignableFrom<T>(answer.Value);
    }
}
