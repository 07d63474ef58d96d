using Basenode.Haproxy.Live;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Tests.Generated;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>The checks of a server that is added go the way of its traffic, as those of one of the file do.</summary>
public sealed class CheckTransportTests
{
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_with_tls_that_is_added_is_checked_by_tls(string binary)
    {
        await using var around = new Surroundings();
        string Server(string name) => $"  server {name} 127.0.0.1:{around.Providers[Surroundings.Plain]} ssl verify none check inter 100ms fall 1\n";
        await using Served served = await Served.StartAsync(binary, Server("s1"), options: "balance leastconn\n  option httpchk GET /");
        await served.DeliverAsync(Server("s1"));

        ReloadResult added = await served.DeliverAsync(Server("s1") + Server("s2"));

        Assert.Equal("runtime: +1 server in b", added.Message);
        string stat = "";
        await Eventually.HoldsAsync(
            async () => (stat = await served.Haproxy.AdminAsync("show stat -1 4 -1")).Split('\n').Single(line => line.StartsWith("b,s2,", StringComparison.Ordinal)).Contains(",L7OK,", StringComparison.Ordinal),
            () => $"it is up by its check:\n{stat}");
    }

    [Theory]
    [InlineData("ssl verify none check", " check-ssl ")]
    [InlineData("send-proxy-v2 check", " check-send-proxy ")]
    [InlineData("ssl check port 81", null)]
    [InlineData("ssl check check-ssl", null)]
    [InlineData("ssl", null)]
    public void A_check_goes_the_way_of_the_traffic_unless_it_has_its_own(string options, string? added)
    {
        Server server = ServerLine.Read(["server", "s1", "127.0.0.1:80", .. options.Split(' ')], [])!;

        string text = ServerCommand.Add(new ServerKey("b", "s1"), server).Text;

        Assert.Contains(added ?? options, $"{text} ", StringComparison.Ordinal);
        Assert.Equal(added is null ? options.Contains("check-", StringComparison.Ordinal) ? 1 : 0 : 1, text.Split(' ').Count(word => word.StartsWith("check-", StringComparison.Ordinal)));
    }
}
