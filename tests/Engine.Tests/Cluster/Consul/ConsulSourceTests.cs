using System.Net.Http.Json;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulSourceTests(SharedConsul shared) : IClassFixture<SharedConsul>, IAsyncLifetime
{
    private readonly RealConsul consul = shared.Agent;
    private readonly Follower follower = new(shared.Agent);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => follower.DisposeAsync();

    [Fact]
    public async Task A_service_is_followed_from_unknown_to_registered_to_gone()
    {
        var query = new ServiceQuery("follow");
        follower.Watch(query);
        await follower.UntilAnsweredAsync(query);
        Assert.Empty(follower.Instances(query));

        await consul.RegisterAsync("follow", "f-1", 81, "blue");
        await follower.UntilAsync(() => follower.Ids(query) is ["f-1"], "the instance is there");
        Instance instance = follower.Instances(query)[0];
        Assert.Equal(("127.0.0.1", 81, "test-node", "dc1", "passing", 1), (instance.Address, instance.Port, instance.Node, instance.Datacenter, instance.Status, instance.Weight));
        Assert.Equal(["blue"], instance.Tags);
        Assert.Contains("service follow", follower.Signal.Take());

        await consul.RegisterAsync("follow", "f-2", 82);
        await follower.UntilAsync(() => follower.Ids(query) is ["f-1", "f-2"], "the second is there");
        await consul.DeregisterAsync("f-1");
        await consul.DeregisterAsync("f-2");
        await follower.UntilAsync(() => follower.Ids(query) is [], "both are gone");
    }

    [Fact]
    public async Task Only_passing_instances_unless_all_are_asked_for()
    {
        await consul.RegisterAsync("""{ "Name": "health", "ID": "h-1", "Port": 80, "Weights": { "Passing": 9, "Warning": 2 }, "Check": { "CheckID": "h", "TTL": "1h", "Status": "passing" } }""");
        var passing = new ServiceQuery("health");
        var any = new ServiceQuery("health") { Passing = false };
        follower.Watch(passing, any);
        await follower.UntilAsync(() => follower.Ids(passing) is ["h-1"] && follower.Instances(any) is [{ Status: "passing", Weight: 9 }], "it passes");

        await PutAsync("/v1/agent/check/warn/h");
        await follower.UntilAsync(() => follower.Ids(passing) is [] && follower.Instances(any) is [{ Status: "warning", Weight: 2 }], "it warns");
        await PutAsync("/v1/agent/check/fail/h");
        await follower.UntilAsync(() => follower.Instances(any) is [{ Status: "critical" }], "it is critical");
        await PutAsync("/v1/agent/check/pass/h");
        await PutAsync("/v1/agent/service/maintenance/h-1?enable=true&reason=x");
        await follower.UntilAsync(() => follower.Ids(passing) is [] && follower.Instances(any) is [{ Status: "maintenance" }], "it is in maintenance");
        Assert.Equal(["_service_maintenance:h-1", "h", "serfHealth"], follower.Instances(any)[0].Checks.Select(check => check.Id));
    }

    [Fact]
    public async Task Tag_filter_near_datacenter_and_default_port_are_heeded()
    {
        await consul.RegisterAsync("choose", "c-1", 80, "blue");
        await consul.RegisterAsync("choose", "c-2", 0, "green");
        var blue = new ServiceQuery("choose") { Tag = "blue" };
        var filter = new ServiceQuery("choose") { Filter = "\"green\" in Service.Tags", DefaultPort = 8080 };
        var near = new ServiceQuery("choose") { Near = "_agent", Datacenter = "dc1" };
        var elsewhere = new ServiceQuery("choose") { Datacenter = "nowhere" };
        follower.Watch(blue, filter, near, elsewhere);
        await follower.UntilAsync(() => follower.Ids(blue) is ["c-1"] && follower.Ids(near) is ["c-1"], "tag and near");
        await follower.UntilAsync(() => follower.Instances(filter) is [{ Id: "c-2", Port: 8080 }], "filter and default port");
        await follower.UntilAsync(() => follower.Problem(elsewhere) is not null, "a problem");
        Assert.StartsWith("500 No path to datacenter", follower.Problem(elsewhere));
        Assert.Equal("c-2", follower.Store.Current.Quarantine[near].Single().Id);
    }

    [Fact]
    public async Task A_filter_that_Consul_cannot_read_is_a_problem_with_its_words()
    {
        var query = new ServiceQuery("any") { Filter = "this is none" };
        follower.Watch(query);
        await follower.UntilAsync(() => follower.Problem(query) is not null, "a problem");
        Assert.Contains("boolean expression", follower.Problem(query));
        Assert.Single(follower.Log.Of(1002));
    }

    [Fact]
    public async Task A_key_appears_is_emptied_and_disappears()
    {
        var key = new KeyQuery("a b/ü");
        var absent = new KeyQuery("none");
        follower.Watch(key, absent);
        await follower.UntilAnsweredAsync(key);
        Assert.Null(follower.Value(key));
        await consul.PutKeyAsync("a%20b/%C3%BC", "grün\n");
        await follower.UntilAsync(() => follower.Value(key) is "grün\n", "the value");
        await consul.PutKeyAsync("a%20b/%C3%BC", "");
        await follower.UntilAsync(() => follower.Value(key) is "", "an empty value, which is not a missing one");
        await consul.DeleteKeyAsync("a%20b/%C3%BC");
        await follower.UntilAsync(() => follower.Has(key) && follower.Value(key) is null, "no value");
        Assert.True(follower.Has(absent));
        Assert.Empty(follower.Store.Current.Problems);
    }

    [Fact]
    public async Task Keys_below_a_prefix_are_followed_in_order()
    {
        var keys = new KeysQuery("tree/");
        follower.Watch(keys);
        await follower.UntilAnsweredAsync(keys);
        Assert.Empty((IReadOnlyDictionary<string, string>)follower.Value(keys)!);
        foreach (string name in (string[])["b", "a/x", "B", "a"])
        {
            await consul.PutKeyAsync($"tree/{name}", name);
        }

        await follower.UntilAsync(() => ((IReadOnlyDictionary<string, string>)follower.Value(keys)!).Count == 4, "four keys");
        Assert.Equal(["tree/B", "tree/a", "tree/a/x", "tree/b"], ((IReadOnlyDictionary<string, string>)follower.Value(keys)!).Keys);
        await consul.DeleteKeyAsync("tree/a?recurse");
        await follower.UntilAsync(() => ((IReadOnlyDictionary<string, string>)follower.Value(keys)!).Count == 2, "two keys");
    }

    [Fact]
    public async Task A_key_that_would_lead_elsewhere_is_a_problem_that_says_why()
    {
        var query = new KeyQuery("a/../b");
        follower.Watch(query);
        await follower.UntilAsync(() => follower.Problem(query) is not null, "a problem");
        Assert.Contains("is not a name that Consul's API accepts", follower.Problem(query));
    }

    [Fact]
    public async Task Services_nodes_members_and_datacenters_are_answered_in_order()
    {
        await consul.RegisterAsync("many", "m-1", 80, "z", "a");
        await consul.RegisterAsync("many", "m-2", 80, "b", "a");
        follower.Watch(new ServicesQuery(), new NodesQuery(), new MembersQuery(), new DatacentersQuery());
        await follower.UntilAsync(
            () => (follower.Value(new ServicesQuery()) as IReadOnlyList<ServiceSummary>)?.Any(service => service.Name == "many" && service.Tags is ["a", "b", "z"]) == true,
            "the service with its tags");
        await follower.UntilAnsweredAsync(new DatacentersQuery());
        Assert.Equal(["dc1"], (IReadOnlyList<string>)follower.Value(new DatacentersQuery())!);
        Member member = Assert.Single((IReadOnlyList<Member>)follower.Value(new MembersQuery())!);
        Assert.Equal(("test-node", "alive", "consul"), (member.Name, member.Status, member.Tags["role"]));
        Node node = ((IReadOnlyList<Node>)follower.Value(new NodesQuery())!).Single(node => node.Name == "test-node");
        Assert.Equal(("127.0.0.1", "dc1"), (node.Address, node.Datacenter));
    }

    [Fact]
    public async Task A_node_is_followed_with_its_instances_and_their_state()
    {
        var own = new NodeQuery(null);
        var unknown = new NodeQuery("nobody");
        follower.Watch(own, unknown);
        await follower.UntilAnsweredAsync(unknown);
        Assert.Null(follower.Value(unknown));
        await consul.RegisterAsync("""{ "Name": "on-node", "ID": "o-1", "Port": 80, "Check": { "CheckID": "o", "TTL": "1h", "Status": "passing" } }""");
        await follower.UntilAsync(() => OnNode() is { Status: "passing", Address: "127.0.0.1" }, "the instance on the node");
        await PutAsync("/v1/agent/check/fail/o");
        await follower.UntilAsync(() => OnNode() is { Status: "critical" }, "its state");

        Instance? OnNode() => (follower.Value(own) as Node)?.Services.SingleOrDefault(instance => instance.Id == "o-1");
    }

    [Fact]
    public async Task Checks_are_followed_by_service_and_by_state()
    {
        await consul.RegisterAsync("""{ "Name": "checked", "ID": "k-1", "Port": 80, "Check": { "CheckID": "k", "Name": "K", "Notes": "n", "TTL": "1h", "Status": "passing" } }""");
        var all = new ChecksQuery("checked");
        var critical = new ChecksQuery("checked", "critical");
        var state = new ChecksQuery(null, "critical");
        var wrong = new ChecksQuery(null, "broken");
        follower.Watch(all, critical, state, wrong);
        await follower.UntilAsync(() => follower.Has(all) && follower.Has(critical) && follower.Has(state) && follower.Problem(wrong) is not null, "first answers");
        Assert.Contains("use any, passing, warning or critical", follower.Problem(wrong));
        HealthCheck check = Assert.Single((IReadOnlyList<HealthCheck>)follower.Value(all)!);
        Assert.Equal(("k", "K", "n", "passing", "test-node", "checked", "k-1"), (check.Id, check.Name, check.Notes, check.Status, check.Node, check.ServiceName, check.ServiceId));
        Assert.Empty((IReadOnlyList<HealthCheck>)follower.Value(critical)!);
        await PutAsync("/v1/agent/check/fail/k");
        await follower.UntilAsync(
            () => follower.Value(critical) is IReadOnlyList<HealthCheck> { Count: 1 } && ((IReadOnlyList<HealthCheck>)follower.Value(state)!).Any(c => c.Id == "k"),
            "the check is critical");
    }

    [Fact]
    public async Task A_prepared_query_is_run_by_name_every_few_seconds()
    {
        await using var quick = new Follower(consul, new ConsulTimings { Poll = TimeSpan.FromMilliseconds(100) });
        var query = new PreparedQueryQuery("by-name");
        quick.Watch(query);
        await quick.UntilAsync(() => quick.Problem(query) is not null, "no such query");
        Assert.Equal("there is no prepared query 'by-name'", quick.Problem(query));
        await consul.RegisterAsync("prepared", "p-2", 80);
        await consul.RegisterAsync("prepared", "p-1", 80);
        using HttpResponseMessage made = await consul.Http.PostAsJsonAsync("/v1/query", new { Name = "by-name", Service = new { Service = "prepared" } });
        made.EnsureSuccessStatusCode();
        await quick.UntilAsync(() => quick.Ids(query) is ["p-1", "p-2"], "its instances, sorted");
        await consul.DeregisterAsync("p-1");
        await quick.UntilAsync(() => quick.Ids(query) is ["p-2"], "a change");
        Assert.Null(quick.Problem(query));
    }

    [Fact]
    public async Task The_mesh_answers_with_proxies_roots_and_a_leaf()
    {
        await consul.RegisterAsync("""{ "Name": "mesh", "ID": "x-1", "Port": 80, "Connect": { "SidecarService": { "Port": 21000 } } }""");
        var proxies = new ServiceQuery("mesh") { Connect = true, Passing = false };
        follower.Watch(proxies, new CaRootsQuery(), new CaLeafQuery("mesh"));
        await follower.UntilAsync(() => follower.Instances(proxies) is [{ Name: "mesh-sidecar-proxy", Port: 21000 }], "the proxy");
        await follower.UntilAnsweredAsync(new CaLeafQuery("mesh"));
        await follower.UntilAnsweredAsync(new CaRootsQuery());
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", Assert.Single((IReadOnlyList<string>)follower.Value(new CaRootsQuery())!));
        var leaf = (LeafCertificate)follower.Value(new CaLeafQuery("mesh"))!;
        Assert.Contains("PRIVATE KEY", leaf.PrivateKey);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", leaf.Certificate);
    }

    [Fact]
    public async Task What_is_dropped_and_wanted_again_keeps_its_watch_and_its_answer()
    {
        var query = new KeyQuery("again");
        await consul.PutKeyAsync("again", "1");
        follower.Watch(query);
        await follower.UntilAnsweredAsync(query);
        follower.Watch();
        follower.Watch(query);
        Assert.True(follower.Has(query));
        await consul.PutKeyAsync("again", "2");
        await follower.UntilAsync(() => follower.Value(query) is "2", "the watch still works");
    }

    [Fact]
    public async Task What_is_dropped_is_forgotten_when_its_wait_is_over()
    {
        await using var quick = new Follower(consul, new ConsulTimings { Wait = TimeSpan.FromMilliseconds(200) });
        var query = new KeyQuery("dropped");
        var node = new NodeQuery("nobody");
        quick.Watch(query, node);
        await quick.UntilAsync(() => quick.Has(query) && quick.Has(node), "answers");
        quick.Watch();
        await quick.UntilAsync(() => quick.Store.Current.Answers.IsEmpty, "nothing is left");
    }

    private async Task PutAsync(string path)
    {
        using HttpResponseMessage response = await consul.Http.PutAsync(path, null);
        response.EnsureSuccessStatusCode();
    }
}
