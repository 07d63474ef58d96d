using System.Net;
using System.Net.Sockets;
using System.Text;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Ports;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Ports;

public sealed class PortTableTests
{
    [Fact]
    public async Task A_port_that_somebody_holds_is_named_and_raised_when_it_is_free()
    {
        var log = new RecordingLog();
        using var table = new PortTable(TimeProvider.System, log);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        int raised = 0;
        table.Notice.Raised += () => Interlocked.Increment(ref raised);

        Assert.False(table.IsFree(port));
        Assert.False(table.IsFree(port));
        Assert.StartsWith($"a listener was skipped, because HAProxy cannot use its port: 127.0.0.1:{port} is held by ", table.Problem);
        Assert.Single(log.Lines);
        long before = table.Revision;
        other.Stop();

        await Eventually.HoldsAsync(() => Volatile.Read(ref raised) > 0 && table.IsFree(port), "the free port is told");
        Assert.True(table.Revision > before);
        Assert.Null(table.Problem);
    }

    [Fact]
    public async Task A_port_that_haproxy_has_itself_is_free()
    {
        int port = FreePort.Next();
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Configurations.Saying("one", port));
        using var table = new PortTable(TimeProvider.System, new RecordingLog());

        Assert.True(table.IsFree(port));
    }

    [Fact]
    public void What_haproxy_says_it_could_not_bind_is_taken_where_a_template_has_asked()
    {
        using var table = new PortTable(TimeProvider.System, new RecordingLog());
        int port = FreePort.Next();
        string words = $"alert: [haproxy.main()] Starting frontend f: cannot bind socket (Address already in use) for [127.0.0.1:{port}]";

        table.Report(PortTable.In(words));
        Assert.True(table.IsFree(port));
        table.Report(PortTable.In(words));

        Assert.False(table.IsFree(port));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Three_hundred_wished_ports_of_which_connections_hold_some_come_into_use(string binary)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        List<TcpClient> outgoing = [.. Enumerable.Range(0, 12).Select(_ => Connect(server))];
        int[] held = [.. outgoing.Select(client => ((IPEndPoint)client.Client.LocalEndPoint!).Port)];
        int[] wished = [.. held, .. Enumerable.Range(0, 288).Select(_ => FreePort.Next())];
        using var table = new PortTable(TimeProvider.System, new RecordingLog());
        string Render()
        {
            var text = new StringBuilder(Configurations.Preamble);
            foreach (int port in wished.Distinct().Where(table.IsFree))
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"frontend f{port}\n  bind 127.0.0.1:{port}\n");
            }

            return text.ToString();
        }

        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Configurations.Saying("one", FreePort.Next()), binary);
        HaproxyReload reload = Haproxies.ReloadFor(Haproxies.SettingsFor(haproxy), ports: table);
        string text = "";
        async Task<bool> DeliverAsync() => (await reload.DeliverAsync(haproxy, Configurations.Preamble, text = Render())).Outcome is ReloadOutcome.Applied;

        await Eventually.HoldsAsync(DeliverAsync, "all but the ports that are held come into use");
        Assert.All(held, port => Assert.DoesNotContain($":{port}\n", text));
        outgoing.ForEach(client => client.Dispose());
        // The kernel may give a port that became free to a connection of another program: only that one may stay out.
        bool Serves(int port) => text.Contains($":{port}\n", StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            async () => await DeliverAsync() && wished.All(port => Serves(port) || !FreePort.IsFree(port)),
            () => $"the others come into use: {table.Problem}");

        Assert.Equal(wished.Distinct().Count(Serves), Bind.AllIn([HaproxyFile.Parse(text)]).Count);
        using var client = new TcpClient("127.0.0.1", held.First(Serves));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_file_with_a_port_that_somebody_holds_is_refused_and_tried_again_soon(string binary)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string old = Configurations.Saying("one", FreePort.Next());
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(old, binary);

        ReloadResult result = await Haproxies.ReloadFor(haproxy).DeliverAsync(haproxy, old, $"{old}  bind {other.LocalEndpoint}\n");

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.True(result.RetryAfter < TimeSpan.FromSeconds(10));
    }

    // Its end leaves no trace: a port would be in use for a minute more.
    private static TcpClient Connect(TcpListener server)
    {
        var client = new TcpClient("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port);
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        return client;
    }
}
