using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Consul.Json;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ServiceStampsTests
{
    private readonly ServiceStamps stamps = new();

    [Fact]
    public void A_first_list_tells_nothing() => Assert.Null(stamps.Take(ServiceStamps.Of(Tags(("web", ["a"])))));

    [Fact]
    public void A_service_is_named_that_is_new_or_gone_or_has_other_tags()
    {
        stamps.Take(ServiceStamps.Of(Tags(("web", ["a", "b"]), ("old", []), ("same", ["x"]), ("order", ["x", "y"]))));

        Assert.Equal(["new", "old", "web"], Names(ServiceStamps.Of(Tags(("web", ["a"]), ("new", []), ("same", ["x"]), ("order", ["y", "x"])))));
        Assert.Empty(stamps.Take(ServiceStamps.Of(Tags(("web", ["a"]), ("new", []), ("same", ["x"]), ("order", ["y", "x"]))))!);
    }

    [Fact]
    public void A_service_is_named_whose_check_is_new_or_gone_or_has_another_index()
    {
        stamps.Take(ServiceStamps.Of(Checks(("n1", "c1", "web", 1), ("n1", "c2", "gone", 2), ("n1", "c3", "same", 3), ("n2", "c3", "same", 3))));

        Assert.Equal(["gone", "new", "web"], Names(ServiceStamps.Of(Checks(("n2", "c3", "same", 3), ("n1", "c3", "same", 3), ("n1", "c1", "web", 4), ("n1", "c4", "new", 5)))));
    }

    [Fact]
    public void A_check_of_a_node_may_concern_every_service()
    {
        stamps.Take(ServiceStamps.Of(Checks(("n1", "serfHealth", "", 1), ("n1", "c1", "web", 1))));

        Assert.Null(stamps.Take(ServiceStamps.Of(Checks(("n1", "serfHealth", "", 2), ("n1", "c1", "web", 1)))));
    }

    [Fact]
    public void After_a_reset_the_next_list_tells_nothing()
    {
        stamps.Take(ServiceStamps.Of(Tags(("web", []))));
        stamps.Reset();

        Assert.Null(stamps.Take(ServiceStamps.Of(Tags(("web", [])))));
    }

    private IEnumerable<string> Names(IReadOnlyDictionary<string, ulong> list) => stamps.Take(list)!.Order(StringComparer.Ordinal);

    private static Dictionary<string, List<string>> Tags(params (string Name, string[] Tags)[] services) => services.ToDictionary(service => service.Name, service => service.Tags.ToList());

    private static List<CheckStampJson> Checks(params (string Node, string Id, string Service, ulong Index)[] checks) =>
        [.. checks.Select(check => new CheckStampJson { Node = check.Node, Id = check.Id, ServiceName = check.Service, ModifyIndex = check.Index })];
}
