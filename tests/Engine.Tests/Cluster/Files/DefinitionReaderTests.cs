using System.Text;
using Basenode.Engine.Cluster.Definitions;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class DefinitionReaderTests
{
    private const string Whole = """
        {
          "datacenter": "DC7",
          "node_name": "box",
          "advertise_addr": "10.0.0.9",
          "node_meta": { "rack": "r1" },
          "telemetry": { "prefix_filter": ["+a"] },
          "service": {
            "name": "web", "id": "web-1", "address": "10.0.0.1", "port": 8080,
            "tags": ["b", "a"], "meta": { "Version": "1" },
            "tagged_addresses": { "wan": { "address": "198.18.0.23", "port": 80 }, "six": { "address": "fd00::1", "port": 81 } },
            "weights": { "passing": 7, "warning": 2 },
            "enable_tag_override": true,
            "check": { "id": "web-up", "name": "up", "notes": "by hand", "tcp": "127.0.0.1:1", "interval": "1s" }
          },
          "services": [ { "name": "db", "port": 5432 }, { "name": "cache" } ],
          "checks": [ { "id": "disk", "name": "disk", "ttl": "1s" }, { "id": "late", "service_id": "db", "ttl": "1s" } ],
          "kv": { "app/Mode": "fast" }
        }
        """;

    [Fact]
    public void A_whole_file_is_read()
    {
        DefinitionFile file = Read(Whole);
        Assert.Equal(("box", "10.0.0.9", "dc7", "r1"), (file.NodeName, file.Address, file.Datacenter, file.NodeMeta["rack"]));
        Assert.Equal(["web-1", "db", "cache"], file.Services.Select(service => service.Id));
        ServiceDefinition web = file.Services[0];
        Assert.Equal(("web", "10.0.0.1", 8080, 7), (web.Name, web.Address, web.Port, web.Weight));
        Assert.Equal(["b", "a"], web.Tags);
        Assert.Equal("1", web.Meta["Version"]);
        Assert.Equal("198.18.0.23:80", web.TaggedAddresses["wan"]);
        Assert.Equal("[fd00::1]:81", web.TaggedAddresses["six"]);
        Assert.Equal(new CheckDefinition("web-up", "up", "by hand", ""), Assert.Single(web.Checks));
        Assert.Equal(["", "db"], file.Checks.Select(check => check.ServiceId));
        Assert.Equal("fast", file.Keys["app/Mode"]);
    }

    [Fact]
    public void Names_in_camel_case_say_the_same()
    {
        DefinitionFile file = Read("""
            { "Service": { "Name": "web", "ID": "web-1", "Port": 80, "TaggedAddresses": { "Lan_A": { "Address": "10.0.0.1", "Port": 1 } },
              "Meta": { "Key_A": "x" }, "Weights": { "Passing": 3 }, "Checks": [ { "CheckID": "c", "Name": "n" } ] } }
            """);
        ServiceDefinition web = Assert.Single(file.Services);
        Assert.Equal(("web", "web-1", 80, 3, "c"), (web.Name, web.Id, web.Port, web.Weight, web.Checks[0].Id));
        Assert.Equal("10.0.0.1:1", web.TaggedAddresses["Lan_A"]);
        Assert.Equal("x", web.Meta["Key_A"]);
    }

    [Fact]
    public void A_sidecar_with_a_port_is_an_instance_of_its_own_and_one_without_is_left_out()
    {
        DefinitionFile file = Read("""
            { "services": [
              { "connect": { "sidecar_service": { "port": 20000 } }, "name": "web", "tags": ["t"] },
              { "name": "db", "connect": { "sidecar_service": {} } },
              { "name": "native", "connect": { "native": true } },
              { "name": "gate", "kind": "connect-proxy", "port": 1, "proxy": { "destination_service_name": "db" } } ] }
            """);
        Assert.Equal(["web", "web-sidecar-proxy", "db", "native", "gate"], file.Services.Select(service => service.Id));
        Assert.Equal(["", "web", "", "native", "db"], file.Services.Select(service => service.MeshFor));
        Assert.Equal("t", Assert.Single(file.Services[1].Tags));
    }

    [Theory]
    [InlineData("", "1:1: the file is empty; to define nothing, write {}")]
    [InlineData(" \n\t", "1:1: the file is empty")]
    [InlineData("[]", "1:1: the file must be an object")]
    [InlineData("null", "1:1: the file must be an object")]
    [InlineData("{\n  \"service\": [1]\n}", "2:14: service must be an object")]
    [InlineData("{\"services\": {}}", "1:14: services must be a list")]
    [InlineData("{\"service\":{\"name\":\"web\",\n\"port\":\"80\"}}", "2:8: port must be a whole number")]
    [InlineData("{\"service\":{\"name\":\"web\",\"port\":80.5}}", "port must be a whole number")]
    [InlineData("{\"service\":{\"name\":\"web\",\"port\":1e99}}", "port must be a whole number")]
    [InlineData("{\"service\":{\"name\":\"web\",\"tags\":\"x\"}}", "tags must be a list")]
    [InlineData("{\"service\":{\"name\":\"web\",\"tags\":[1]}}", "an entry of tags must be a text")]
    [InlineData("{\"service\":{\"name\":\"web\",\"meta\":{\"a\\n\":1}}}", "meta.a\\n must be a text")]
    [InlineData("{\"service\":{\"port\":80}}", "1:12: service has no name")]
    [InlineData("{\"services\":[{\"name\":null}]}", "1:14: an entry of services has no name")]
    [InlineData("{\"Name\":\"web\",\"Port\":80}", "'name' at the top of the file is not a setting of Consul; put the definition below \"service\"")]
    [InlineData("{\"service\":{\"name\":\"web\"", "1:25: not valid JSON")]
    [InlineData("{\"service\":{\"name\":\"web\",}}", "1:26: not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{\"service\":{\"name\":\"\\ud800\"}}", "name is not valid UTF-8")]
    [InlineData("service { name = \"web\" }", "1:1: not valid JSON")]
    public void What_is_wrong_is_named_with_file_line_and_column(string json, string expected)
    {
        Assert.Null(DefinitionReader.Read(Encoding.UTF8.GetBytes(json), "/d/web.json", out string? problem));
        Assert.StartsWith("/d/web.json:", problem);
        Assert.Contains(expected, problem);
        Assert.DoesNotContain("\n", problem);
    }

    [Fact]
    public void A_byte_order_mark_and_unknown_settings_are_passed_over()
    {
        DefinitionFile file = Read("\uFEFF{ \"acl\": { \"tokens\": [ { \"service\": 1 } ] }, \"service\": { \"name\": \"web\", \"locality\": { \"port\": \"x\" } } }");
        Assert.Equal("web", Assert.Single(file.Services).Name);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_not_the_end()
    {
        Assert.Null(DefinitionReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), "a.json", out string? problem));
        Assert.StartsWith("a.json:1:", problem);
    }

    // A file can be seen at any moment of being written, or hold anything at all.
    [Fact]
    public void Any_part_and_any_damage_of_a_file_is_a_value_and_never_an_exception()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole);
        Gen<byte[]> damaged =
            from start in Gen.Choose(0, whole.Length)
            from length in Gen.Choose(0, 40)
            from filler in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
            select (byte[])[.. whole[..start], .. filler, .. whole[Math.Min(whole.Length, start + length)..]];
        Prop.ForAll(damaged.ToArbitrary(), bytes =>
        {
            DefinitionFile? file = DefinitionReader.Read(bytes, "a.json", out string? problem);
            return file is null == problem is not null;
        }).QuickCheckThrowOnFailure();
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Null(DefinitionReader.Read(whole.AsSpan(0, length), "a.json", out _)));
    }

    private static DefinitionFile Read(string json)
    {
        DefinitionFile? file = DefinitionReader.Read(Encoding.UTF8.GetBytes(json), "a.json", out string? problem);
        Assert.Null(problem);
        return file!;
    }
}
