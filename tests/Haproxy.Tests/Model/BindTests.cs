using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

public sealed class BindTests
{
    [Theory]
    [InlineData("bind *:80", "0.0.0.0 80-80")]
    [InlineData("bind :80", "0.0.0.0 80-80")]
    [InlineData("bind 0.0.0.0:80", "0.0.0.0 80-80")]
    [InlineData("bind 127.0.0.1:8000-8010 name x", "127.0.0.1 8000-8010")]
    [InlineData("bind localhost:80", "127.0.0.1 80-80")]
    [InlineData("bind [::]:80", ":: 80-80")]
    [InlineData("bind :::80", ":: 80-80")]
    [InlineData("bind ipv6@:80 v6only", ":: 80-80")]
    [InlineData("bind ipv4@10.0.0.1:80", "10.0.0.1 80-80")]
    [InlineData("bind [2001:db8::1]:443 ssl crt /a.pem", "2001:db8::1 443-443")]
    [InlineData("bind 10.0.0.1:80,10.0.0.2:81,unix@/run/x.sock", "10.0.0.1 80-80|10.0.0.2 81-81")]
    [InlineData("stats socket ipv4@127.0.0.1:9999 level admin", "127.0.0.1 9999-9999")]
    [InlineData("stats socket /run/haproxy/admin.sock mode 600", "")]
    [InlineData("bind unix@/run/x.sock", "")]
    [InlineData("bind /run/x.sock", "")]
    [InlineData("bind abns@name", "")]
    [InlineData("bind fd@3", "")]
    [InlineData("bind quic4@:443", "")]
    [InlineData("bind \"$ADDRESS:80\"", "")]
    [InlineData("bind ${ADDRESS}:80", "")]
    [InlineData("bind example.org:80", "")]
    [InlineData("bind 010.0.0.1:80", "")]
    [InlineData("bind *:0", "")]
    [InlineData("bind *:70000", "")]
    [InlineData("bind *:90-80", "")]
    [InlineData("bind *:", "")]
    [InlineData("bind *:80 namespace blue", "")]
    [InlineData("bind *:80 interface eth0", "")]
    [InlineData("bind", "")]
    [InlineData("server bind 10.0.0.1:80", "")]
    public void Ports_are_read_and_what_haproxy_alone_can_resolve_is_left_out(string line, string expected)
    {
        IEnumerable<string> binds = Bind.AllIn([HaproxyFile.Parse($"frontend x\n  {line}\n")])
            .Select(bind => $"{bind.Address} {bind.FirstPort}-{bind.LastPort}");

        Assert.Equal(expected.Length == 0 ? [] : expected.Split('|'), binds);
    }

    [Fact]
    public void Options_of_a_bind_are_kept()
    {
        Bind bind = Assert.Single(Bind.AllIn([HaproxyFile.Parse("listen x\n  bind :::80 v6only transparent\n")]));

        Assert.True(bind.IsIPv6Only);
        Assert.True(bind.MayBeForeign);
    }
}
