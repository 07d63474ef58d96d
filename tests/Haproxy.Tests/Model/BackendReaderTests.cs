using System.Net;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

public sealed class BackendReaderTests
{
    [Fact]
    public void A_server_has_what_the_default_server_lines_before_it_say()
    {
        Backend backend = Read("""
            defaults
              default-server inter 2s weight 4 init-addr none resolvers dns
            backend b
              server a 10.0.0.1:80
              default-server check
              server b [::1]:81 inter 3s weight 9 no-check disabled

            """)["b"];

        Assert.Equal(["inter", "2s"], backend.Find("a")!.Options);
        Assert.Equal((4, false, IPEndPoint.Parse("10.0.0.1:80")), (backend.Find("a")!.Weight, backend.Find("a")!.IsDisabled, backend.Find("a")!.Endpoint));
        Assert.Equal(["inter", "2s", "inter", "3s"], backend.Find("b")!.Options);
        Assert.Equal((9, true, IPEndPoint.Parse("[::1]:81")), (backend.Find("b")!.Weight, backend.Find("b")!.IsDisabled, backend.Find("b")!.Endpoint));
    }

    [Fact]
    public void Defaults_are_those_before_a_backend_or_those_that_it_names()
    {
        IReadOnlyDictionary<string, Backend> backends = Read("""
            defaults one
              balance source
            defaults two
              balance leastconn
            backend a
            backend b from one
            listen c
              balance random(3)

            """);

        Assert.Equal(["leastconn", "source", "random"], backends.Values.Select(backend => backend.Balance));
        Assert.Equal([true, false, true], backends.Values.Select(backend => backend.IsDynamic));
    }

    [Theory]
    [InlineData("balance roundrobin", true)]
    [InlineData("balance first", true)]
    [InlineData("", true)]
    [InlineData("balance static-rr", false)]
    [InlineData("balance source", false)]
    [InlineData("balance hdr(host)", false)]
    [InlineData("balance uri\n  hash-type consistent djb2", true)]
    [InlineData("balance uri\n  hash-type map-based", false)]
    [InlineData("balance static-rr\n  hash-type consistent", false)]
    public void Only_some_algorithms_take_servers_while_haproxy_runs(string lines, bool isDynamic) =>
        Assert.Equal(isDynamic, Read($"backend b\n  {lines}\n")["b"].IsDynamic);

    [Theory]
    [InlineData("localhost:80")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:0")]
    [InlineData("10.0.0.1:+80")]
    [InlineData("10.0.0.1:65536")]
    [InlineData("010.0.0.1:80")]
    [InlineData("::1:80")]
    [InlineData("unix@/run/a.sock")]
    [InlineData("$HOST:80")]
    [InlineData("ipv4@10.0.0.1:80")]
    public void Only_an_address_in_its_one_form_is_an_address(string address)
    {
        Server server = Read($"backend b\n  server a {address} init-addr none\n")["b"].Servers[0];

        Assert.Null(server.Endpoint);
        Assert.Equal([address, "init-addr", "none"], server.Options);
    }

    [Theory]
    [InlineData("backend b\n  server-template s 3 10.0.0.1:80\n", "it has a server-template")]
    [InlineData("backend b\n  server a 10.0.0.1:80\n  server a 10.0.0.2:80\n", "the server in line 3 has no address, or its name is a duplicate")]
    [InlineData("backend b\n  server a\n", "the server in line 2 has no address, or its name is a duplicate")]
    [InlineData(".if 1\nbackend b\n.endif\n", "the file has conditions")]
    [InlineData("backend b\nlisten b\n", "its name is a duplicate")]
    public void A_backend_that_the_file_alone_does_not_tell_is_left_alone(string text, string obstacle) =>
        Assert.Equal(obstacle, Read(text)["b"].Obstacle);

    private static IReadOnlyDictionary<string, Backend> Read(string text) => BackendReader.Read([HaproxyFile.Parse(text)]);
}
