using System.Collections.Immutable;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Cluster.Holding;

public sealed class ResultItemsTests
{
    [Fact]
    public void Held_instances_stand_where_they_stood()
    {
        var query = new ServiceQuery("web");
        IReadOnlyList<Instance> all = [States.Instance("a"), States.Instance("b"), States.Instance("c")];

        Assert.Equal(all, Instances(query, all, [all[0], all[2]]));
        Assert.Equal(all, Instances(query, all, []));
        Assert.Equal(["c", "a", "b"], Instances(query with { Near = "n" }, all, [all[2]]).Select(instance => instance.Name));
    }

    [Fact]
    public void Held_services_and_nodes_stand_in_the_order_of_their_names()
    {
        IReadOnlyList<ServiceSummary> services = [new ServiceSummary("a", []), new ServiceSummary("b", ["x"])];
        Assert.Equal(services, (IReadOnlyList<ServiceSummary>)Joined(new ServicesQuery(), services, new List<ServiceSummary> { services[1] })!);

        IReadOnlyList<Node> nodes = [new Node { Name = "a", Address = "" }, new Node { Name = "b", Address = "" }];
        Assert.Equal(nodes, (IReadOnlyList<Node>)Joined(new NodesQuery(), nodes, new List<Node>())!);
    }

    [Fact]
    public void A_node_is_held_with_its_services()
    {
        var query = new NodeQuery("n");
        var node = new Node { Name = "n", Address = "", Services = [States.Instance("a"), States.Instance("b")] };

        Assert.Equal(node.Services, ((Node)Joined(query, node, null)!).Services);
        Assert.Equal(node.Services, ((Node)Joined(query, node, node with { Services = [node.Services[1]] })!).Services);
    }

    [Fact]
    public void Keys_are_held_each_by_itself()
    {
        Assert.Equal("v", Joined(new KeyQuery("k"), "v", null));
        ImmutableSortedDictionary<string, string> keys = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("k/B", "1"), KeyValuePair.Create("k/a", "2")]);
        Assert.Equal(keys, (IReadOnlyDictionary<string, string>)Joined(new KeysQuery("k/"), keys, keys.Remove("k/B"))!);
    }

    [Fact]
    public void Other_answers_pass_through() => Assert.Null(ResultItems.Split(new DatacentersQuery(), new List<string> { "dc1" }));

    private static IReadOnlyList<Instance> Instances(ServiceQuery query, IReadOnlyList<Instance> before, IReadOnlyList<Instance> now) =>
        (IReadOnlyList<Instance>)Joined(query, before, now)!;

    private static object? Joined(Query query, object before, object? now)
    {
        IReadOnlyDictionary<string, object> present = ResultItems.Split(query, now)!;
        HeldItem[] missing = [.. ResultItems.Split(query, before)!.Where(item => !present.ContainsKey(item.Key)).Select(item => new HeldItem(item.Key, item.Value))];
        return ResultItems.Join(query, now, missing);
    }
}
