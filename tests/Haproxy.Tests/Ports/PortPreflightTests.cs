using System.Net;
using System.Net.Sockets;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Ports;
using Basenode.Haproxy.Reloading;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Ports;

public sealed class PortPreflightTests
{
    [Fact]
    public void A_free_port_is_no_conflict_and_stays_free()
    {
        int port = FreePort.Next();

        Assert.Null(Conflict($"bind 127.0.0.1:{port}"));
        Assert.Null(Conflict($"bind *:{port}"));
        Assert.Null(Conflict($"bind [::]:{port}"));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:PORT", true)]
    [InlineData("127.0.0.1", "*:PORT", true)]
    [InlineData("0.0.0.0", "127.0.0.1:PORT", true)]
    [InlineData("127.0.0.1", "127.0.0.2:PORT", false)]
    [InlineData("127.0.0.1", "[::]:PORT", true)]
    [InlineData("127.0.0.1", "[::]:PORT v6only", false)]
    [InlineData("127.0.0.1", "[::1]:PORT", false)]
    [InlineData("::1", "[::1]:PORT", true)]
    [InlineData("::", "*:PORT", true)]
    public void A_listener_in_the_way_is_named(string listens, string bind, bool isInTheWay)
    {
        var address = IPAddress.Parse(listens);
        using var other = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
        {
            other.DualMode = true;
        }

        other.Bind(new IPEndPoint(address, 0));
        other.Listen();
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;

        string? conflict = Conflict($"bind {bind.Replace("PORT", $"{port}", StringComparison.Ordinal)}");

        Assert.Equal(isInTheWay, conflict is not null);
        Assert.True(conflict is null || conflict.EndsWith($"(process {Environment.ProcessId})", StringComparison.Ordinal), conflict);
    }

    [Fact]
    public void Each_port_of_a_range_is_looked_at()
    {
        using var other = new TcpListener(IPAddress.Loopback, FreePort.Next());
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.StartsWith($"127.0.0.1:{port} is held", Conflict($"bind 127.0.0.1:{port - 2}-{port + 2}"));
    }

    [Fact]
    public void An_address_of_another_machine_is_refused_unless_it_may_be_foreign()
    {
        Assert.Equal("192.0.2.1:8080: this machine has no such address", Conflict("bind 192.0.2.1:8080"));
        Assert.Null(Conflict("bind 192.0.2.1:8080 transparent"));
    }

    [Fact]
    public void What_haproxy_was_seen_to_bind_does_not_excuse_another_program_that_is_seen_there()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string bind = $"bind {other.LocalEndpoint}";

        Assert.Contains(" is held by ", Conflict(bind, Bind.AllIn([File(bind)])));
    }

    [Fact]
    public async Task A_port_of_haproxys_own_worker_is_no_conflict()
    {
        int port = FreePort.Next();
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Configurations.Saying("one", port));
        var processes = new ProcessList(haproxy.Process.Id, 0, 0, await haproxy.WorkersAsync(), []);

        Assert.Null(Conflict($"bind *:{port}", [], processes));
        Assert.Contains("haproxy (process ", Conflict($"bind *:{port}"));
    }

    [Fact]
    public async Task Where_processes_cannot_be_seen_what_was_confirmed_counts()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can look at files as another user");
        int port = FreePort.Next();
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Configurations.Saying("one", port));
        var processes = new ProcessList(haproxy.Process.Id, 0, 0, await haproxy.WorkersAsync(), []);
        HaproxyFile[] files = [File($"bind *:{port}")];
        IReadOnlyList<Bind> own = Bind.AllIn([File($"bind 127.0.0.1:{port}")]);

        string? Look(IReadOnlyList<Bind>? known) => AsNobody.Run(() => new PortPreflight().FindConflicts(files, known, processes).FirstOrDefault()?.Why);

        Assert.Null(Look(own));
        Assert.Null(Look(null));
        Assert.Equal($"0.0.0.0:{port} is held by a process that cannot be seen from here", Look([]));
    }

    private static HaproxyFile File(string bind) => HaproxyFile.Parse($"frontend web\n  {bind}\n");

    private static string? Conflict(string bind, IReadOnlyList<Bind>? known = null, ProcessList? processes = null) =>
        new PortPreflight().FindConflicts([File(bind)], known ?? [], processes).FirstOrDefault()?.Why;
}
