using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;

namespace Basenode.Haproxy.Tests.Files;

public sealed class DataFilesTests
{
    private const string Path = "/etc/haproxy/data";

    [Theory]
    [InlineData("use_backend %[req.hdr(host),lower,map(/etc/haproxy/data,none)]", "Map")]
    [InlineData("http-request set-header x \"%[path,map_reg_int(/etc/haproxy/data)]\"", "Map")]
    [InlineData("http-request set-header x \"%[path,map_beg(file@/etc/haproxy/data)]\"", "Map")]
    [InlineData("acl known src -f /etc/haproxy/data", "Acl")]
    [InlineData("http-request deny if { src -f /etc/haproxy/data } { path -M -f /other }", "Acl")]
    [InlineData("acl known hdr(host) -i -M -f /etc/haproxy/data", "AclOfMap")]
    [InlineData("bind :443 ssl crt /etc/haproxy/data alpn h2", "Certificate")]
    [InlineData("bind :443 ssl crt /etc/haproxy/", "Certificate")]
    [InlineData("server s 10.0.0.1:443 ssl crt /etc/haproxy/data", "Certificate")]
    [InlineData("errorfile 503 /etc/haproxy/data", null)]
    [InlineData("bind :443 ssl ca-file /etc/haproxy/data crt /other.pem", null)]
    [InlineData("use_backend %[path,mymap(/etc/haproxy/data)]", null)]
    [InlineData("http-request deny if { src -f /etc/haproxy/data } { path,map(/etc/haproxy/data) -m found }", null)]
    public void A_file_is_what_the_configuration_reads_it_as(string line, string? use) =>
        Assert.Equal(use is null ? [] : [Enum.Parse<FileUse>(use)], DataFiles.Of(Change($"frontend f\n  {line}\n", "a b\n")).Select(file => file.Use));

    [Theory]
    [InlineData("http-request set-map(/etc/haproxy/data) a b", true)]
    [InlineData("http-response add-acl(/etc/haproxy/data) a", true)]
    [InlineData("http-request set-map(/other) a b", false)]
    public void What_rules_write_is_known(string line, bool isWritten) =>
        Assert.Equal(isWritten, DataFiles.Of(Change($"frontend f\n  {line}\n  acl x src,map(/etc/haproxy/data) -m found\n  acl x src -f /o\n", "a b\n")).Single().IsWrittenByTraffic);

    [Fact]
    public void A_map_that_looks_like_a_configuration_is_a_map()
    {
        ReloadChange change = Change("frontend f\n  acl x src,map(/etc/haproxy/data)\nbackend b\n  server s 10.0.0.1:80\n", "backend b\nserver s\nfrontend f\n");

        Assert.Equal(FileUse.Map, DataFiles.Of(change).Single().Use);
        Assert.Equal(["haproxy"], change.Configurations().Select(target => target.Target));
        Assert.Equal("runtime: map data +3 entries", ChangePlanner.Plan(change, HaproxyVersion.Oldest).Summary);
    }

    [Fact]
    public void A_file_that_names_the_configuration_gains_nothing_but_reloads() =>
        Assert.Empty(DataFiles.Of(Change("frontend f\n  acl x src,map(/etc/haproxy/data)\n", "frontend f\nacl x src -f /etc/haproxy/haproxy.cfg\n")));

    [Fact]
    public void A_configuration_that_changes_too_is_one_reload()
    {
        const string Reads = "frontend f\n  acl x src,map(/etc/haproxy/data)\n";
        var both = new ReloadChange(
        [
            new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = Reads, NewContent = $"{Reads}  maxconn 1\n" },
            new TargetChange { Target = "data", Destination = Path, OldContent = "a 1\n", NewContent = "a 2\n" },
        ]);

        Assert.Equal("reload: frontend f changed", ChangePlanner.Plan(both, HaproxyVersion.Oldest).Summary);
    }

    [Fact]
    public void Servers_and_a_map_change_together_without_a_reload()
    {
        const string Reads = "frontend f\n  acl x src,map(/etc/haproxy/data)\nbackend b\n  server s 10.0.0.1:80\n";
        var both = new ReloadChange(
        [
            new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = Reads, NewContent = $"{Reads}  server t 10.0.0.2:80\n" },
            new TargetChange { Target = "data", Destination = Path, OldContent = "a 1\n", NewContent = "a 2\n" },
        ]);

        Assert.Equal("runtime: +1 server in b; map data ~1 entry", ChangePlanner.Plan(both, HaproxyVersion.Oldest).Summary);
        Assert.Equal("reload: backend b changed; data changed", ChangePlanner.Plan(both, HaproxyVersion.Oldest, live: false).Summary);
    }

    [Fact]
    public void A_file_that_is_new_is_a_reload() =>
        Assert.Equal("reload: data is used for the first time", ChangePlanner.Plan(Change("frontend f\n  acl x src -f /etc/haproxy/data\n", "a\n", old: null), HaproxyVersion.Oldest).Summary);

    private static ReloadChange Change(string configuration, string content, string? old = "") => new(
    [
        new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = configuration, NewContent = configuration },
        new TargetChange { Target = "data", Destination = Path, OldContent = old, NewContent = content },
    ]);
}
