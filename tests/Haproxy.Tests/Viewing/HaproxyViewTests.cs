using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Basenode.Haproxy.Tests.Generated;
using Basenode.Haproxy.Tests.Live;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Viewing;

/// <summary>What HAProxy itself says of its servers, through the plugin.</summary>
public sealed class HaproxyViewTests
{
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_backend_tells_who_is_up_and_by_whose_word(string binary)
    {
        await using var web = new WebServers(1);
        await using Served served = await Served.StartAsync(binary, "");
        await served.DeliverAsync($"""
              server good 127.0.0.1:{web.Ports[0]} check inter 100ms
              server bad 127.0.0.1:{FreePort.Next()} check inter 100ms fall 1
              server plain 127.0.0.1:{web.Ports[0]}
              server off 127.0.0.1:{web.Ports[0]} disabled
              server drained 127.0.0.1:{web.Ports[0]}
              server weighed 127.0.0.1:{web.Ports[0]} weight 10
            """);
        await served.Haproxy.AdminAsync("set server b/drained state drain");
        await served.Haproxy.AdminAsync("set server b/weighed weight 5");

        ProgramPart backend = await BackendAsync(served, part => part.Summary.Contains("L4CON", StringComparison.Ordinal));

        Assert.Equal(("b", false), (backend.Name, backend.IsWell));
        Assert.Equal(
            "3 of 6 up, 2 not checked by HAProxy (bad down: L4CON for N; off in maintenance by the file for N; drained drained by a person for N); "
            + "weighed up, not checked by HAProxy, with weight 5 by a person instead of 10",
            Timeless(backend.Summary));
        Assert.Equal("up by HAProxy's check L4OK", backend.Details.Single(server => server.Name == "good").Summary);
        Assert.Equal("up, not checked by HAProxy", backend.Details.Single(server => server.Name == "plain").Summary);
        Assert.Equal((6, 3), (backend.Numbers["servers"], backend.Numbers["up"]));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_removed_server_tells_its_sessions_and_for_how_long_at_most(string binary)
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        int port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await using Served served = await Served.StartAsync(binary, "", settings => settings with { DrainTime = TimeSpan.FromHours(1) });
        await served.DeliverAsync($"  server leaves 127.0.0.1:{port}");
        using var client = new TcpClient("127.0.0.1", served.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"), TestContext.Current.CancellationToken);
        using TcpClient accepted = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        await served.DeliverAsync($"  server stays 127.0.0.1:{port}");

        ProgramPart backend = await BackendAsync(served, part => part.Numbers["removed_sessions"] == 1);
        Assert.Matches(@"^1 of 1 up, not checked by HAProxy; 1 removed server with 1 session until \d\d:\d\d:\d\d$", backend.Summary);
        Assert.Equal((1, 1, 1), (backend.Numbers["servers"], backend.Numbers["up"], backend.Numbers["removed"]));

        // Another process does not know since when.
        served.Restart();
        backend = await BackendAsync(served, part => part.Numbers["removed_sessions"] == 1);
        Assert.EndsWith("1 removed server with 1 session for 1 h 0 min at most", backend.Summary);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Fifty_backends_that_are_well_are_one_line(string binary)
    {
        await using RealHaproxy haproxy = RealHaproxy.Prepare("", binary);
        string text = $"global\n  stats socket {haproxy.AdminSocket} level admin\ndefaults\n  mode tcp\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n"
            + string.Concat(Enumerable.Range(1, 50).Select(number => $"backend b{number}\n  server s1 127.0.0.1:{number}\n  server s2 127.0.0.1:{number}\n"));
        haproxy.Write(text);
        await haproxy.StartAgainAsync();
        using HaproxyReload reload = Haproxies.ReloadFor(haproxy);

        ProgramPart? program = null;
        await Eventually.HoldsAsync(async () => (program = await reload.Describe(Haproxies.Change(haproxy, text, text), CancellationToken.None)) is not null, "HAProxy answers");
        var watch = Stopwatch.StartNew();
        await reload.Describe(Haproxies.Change(haproxy, text, text), CancellationToken.None);
        TestContext.Current.TestOutputHelper!.WriteLine($"fact: the view of 50 backends on {binary}: {watch.Elapsed.TotalMilliseconds:0.0} ms");

        Assert.Equal((true, "50 backends, 100 of 100 servers up"), (program!.IsWell, program.Summary));
        Assert.Equal(50, program.Details.Count);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Where_haproxy_does_not_run_or_is_another_there_is_nothing_to_tell(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "  server a 127.0.0.1:1");

        Assert.Null(await served.Reload.Describe(Haproxies.Change(served.Haproxy, null, "backend other\n  server a 127.0.0.1:1\n"), CancellationToken.None));
        await served.Haproxy.KillAsync();
        Assert.Null(await served.Reload.Describe(Haproxies.Change(served.Haproxy, null, served.Text("  server a 127.0.0.1:1")), CancellationToken.None));
    }

    private static async Task<ProgramPart> BackendAsync(Served served, Predicate<ProgramPart> holds)
    {
        ProgramPart? backend = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                string text = await File.ReadAllTextAsync(served.Haproxy.File);
                backend = (await served.Reload.Describe(Haproxies.Change(served.Haproxy, text, text), CancellationToken.None))?.Details.Single();
                return backend is not null && holds(backend);
            },
            () => $"it tells {backend?.Summary}");
        return backend!;
    }

    private static string Timeless(string text) => Regex.Replace(text, @"for [\d.]+ (s|min)", "for N");
}
