using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Cluster;

public sealed class InstanceValidationTests
{
    private readonly InstanceValidation validation = new(hostNames: false);

    [Fact]
    public void A_good_registration_becomes_an_instance_with_all_that_was_said_of_it()
    {
        Registration registration = Web("web-1") with
        {
            Tags = ["b", "a"],
            Meta = new Dictionary<string, string> { ["k"] = "v" },
            NodeMeta = new Dictionary<string, string> { ["rack"] = "7" },
            TaggedAddresses = new Dictionary<string, string> { ["wan"] = "192.0.2.1:80" },
            Datacenter = "dc1",
        };
        Instance instance = Assert.Single(validation.Admit("web", null, [registration]).Instances);
        Assert.Equal(("web-1", "web", "n1", "10.0.0.1", 80, "10.0.0.254"), (instance.Id, instance.Name, instance.Node, instance.Address, instance.Port, instance.NodeAddress));
        Assert.Equal(["b", "a"], instance.Tags);
        Assert.Equal(("v", "7", "192.0.2.1:80", "dc1"), (instance.Meta["k"], instance.NodeMeta["rack"], instance.TaggedAddresses["wan"], instance.Datacenter));
        Assert.Equal(ServerName.Of("n1", "web-1"), instance.ServerName);
        Assert.Equal(("passing", 1), (instance.Status, instance.Weight));
    }

    [Theory]
    [InlineData("web\0x")]
    [InlineData("Web")]
    [InlineData("web ")]
    [InlineData("")]
    public void An_instance_of_another_service_than_the_one_asked_for_is_left_out(string name) =>
        Assert.Contains("does not belong to the service", Quarantined(Web("x") with { Name = name }).Reason);

    [Theory]
    [InlineData(1, true)]
    [InlineData(65535, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(65536, false)]
    [InlineData(99999, false)]
    [InlineData(4294967376, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    public void A_port_is_1_to_65535(long port, bool valid) =>
        Assert.Equal(valid ? 1 : 0, validation.Admit("web", null, [Web("x") with { Port = port }]).Instances.Count);

    [Fact]
    public void A_default_port_stands_in_for_port_0_and_for_no_other()
    {
        ValidationResult result = validation.Admit("web", 8080, [Web("a") with { Port = 0 }, Web("b") with { Port = -1 }, Web("c")]);
        Assert.Equal([8080, 80], result.Instances.Select(instance => instance.Port));
        Assert.Equal("b", Assert.Single(result.Quarantined).Id);
        Assert.Empty(validation.Admit("web", 70000, [Web("a") with { Port = 0 }]).Instances);
    }

    [Fact]
    public void An_address_falls_back_to_the_nodes_which_is_checked_as_well()
    {
        Assert.Equal("10.0.0.254", Assert.Single(validation.Admit("web", null, [Web("x") with { Address = "" }]).Instances).Address);
        Assert.Contains("unix@", Quarantined(Web("x") with { Address = "", NodeAddress = "unix@/run/x" }).Reason);
    }

    [Fact]
    public void A_host_name_passes_only_where_the_settings_allow_it()
    {
        Assert.Contains("consul.hostnames", Quarantined(Web("x") with { Address = "db.example.com" }).Reason);
        var lenient = new InstanceValidation(hostNames: true);
        Assert.Equal("db.example.com", Assert.Single(lenient.Admit("web", null, [Web("x") with { Address = "DB.example.com" }]).Instances).Address);
        Assert.Empty(lenient.Admit("web", null, [Web("x") with { Address = "010.0.0.1" }, Web("y") with { Address = "$H" }]).Instances);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(256, 256)]
    [InlineData(300, 256)]
    [InlineData(long.MaxValue, 256)]
    public void A_weight_is_clamped(long registered, int weight) =>
        Assert.Equal(weight, Assert.Single(validation.Admit("web", null, [Web("x") with { PassingWeight = registered }]).Instances).Weight);

    [Fact]
    public void While_it_warns_its_other_weight_counts()
    {
        Registration registration = Web("x") with { PassingWeight = 10, WarningWeight = 3, Checks = [Check("a", "warning"), Check("b", "passing")] };
        Instance instance = Assert.Single(validation.Admit("web", null, [registration]).Instances);
        Assert.Equal(("warning", 3), (instance.Status, instance.Weight));
    }

    [Theory]
    [InlineData("passing", "passing")]
    [InlineData("warning", "passing", "warning")]
    [InlineData("critical", "warning", "critical", "passing")]
    [InlineData("critical", "critical", "warning")]
    [InlineData("critical", "nonsense")]
    public void The_worst_check_is_the_status(string status, params string[] checks) =>
        Assert.Equal(status, CheckStatus.Worst([.. checks.Select((check, i) => Check($"c{i}", check))]));

    [Theory]
    [InlineData("_node_maintenance")]
    [InlineData("_service_maintenance:web-1")]
    public void Maintenance_goes_before_all(string id) =>
        Assert.Equal("maintenance", CheckStatus.Worst([Check("a", "critical"), Check(id, "critical"), Check("b", "passing")]));

    [Fact]
    public void One_bad_instance_leaves_the_others_alone_and_all_are_sorted()
    {
        ValidationResult result = validation.Admit("web", null, [Web("b"), Web("a") with { Node = "n2" }, Web("bad\nid") with { Port = -1 }, Web("a"), Web("B")]);
        Assert.Equal(["n1/B", "n1/a", "n1/b", "n2/a"], result.Instances.Select(instance => $"{instance.Node}/{instance.Id}"));
        Assert.Equal(@"bad\nid", Assert.Single(result.Quarantined).Id);
    }

    [Fact]
    public void The_order_of_nearness_is_kept() =>
        Assert.Equal(["b", "a"], validation.Admit("web", null, [Web("b"), Web("a")], keepOrder: true).Instances.Select(instance => instance.Id));

    [Fact]
    public void An_id_that_stands_twice_keeps_both_under_different_server_names()
    {
        Registration[] twice = [Web("x") with { Port = 81 }, Web("x"), Web("x") with { Node = "n2" }];
        IReadOnlyList<Instance> instances = validation.Admit("web", null, twice).Instances;
        Assert.Equal(3, instances.Select(instance => instance.ServerName).Distinct().Count());
        Assert.Equal(ServerName.Of("n1", "x"), instances[0].ServerName);
        Assert.Equal(instances.Select(instance => instance.ServerName), validation.Admit("web", null, twice.Reverse()).Instances.Select(instance => instance.ServerName));
    }

    [Fact]
    public void A_quarantined_instance_is_named_on_one_short_line()
    {
        QuarantinedInstance one = Quarantined(Web(new string('x', 10_000)) with { Node = "n\u202e\r\n\\", Address = new string('9', 10_000) });
        Assert.Equal(@"n\u202e\r\n\\", one.Node);
        Assert.All([one.Id, one.Node, one.Service, one.Reason], text => Assert.InRange(text.Length, 1, 250));
        Assert.DoesNotContain('\n', one.Reason);
    }

    private QuarantinedInstance Quarantined(Registration registration)
    {
        ValidationResult result = validation.Admit("web", null, [registration, Web("good")]);
        Assert.Equal("good", Assert.Single(result.Instances).Id);
        return Assert.Single(result.Quarantined);
    }

    private static Registration Web(string id) =>
        new() { Name = "web", Id = id, Node = "n1", NodeAddress = "10.0.0.254", Address = "10.0.0.1", Port = 80 };

    private static HealthCheck Check(string id, string status) => new() { Id = id, Name = id, Status = status };
}
