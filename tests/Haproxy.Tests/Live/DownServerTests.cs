using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Basenode.Haproxy.Tests.Generated;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A server whose check gets no answer is found down only after a while. It answers requests here, so that each one that it gets is seen.</summary>
public sealed class DownServerTests
{
    private const string Dead = "00";
    private const int Many = 1_000;
    private const int Askers = 4;

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_was_down_gets_no_traffic_after_a_reload(string binary)
    {
        await using var web = new WebServers(2);
        using TcpListener silent = Silent();
        await using Served served = await StartAsync(binary, web, silent, text => text);
        using var stop = new CancellationTokenSource();
        ConcurrentQueue<string> answers = new();
        Task asking = AskAsync(served.Port, answers, stop.Token);

        await ReloadAsync(served);
        int before = answers.Count;
        await Eventually.HoldsAsync(() => answers.Count > before + Many, "requests are answered");

        await stop.CancelAsync();
        await asking;
        TestContext.Current.TestOutputHelper?.WriteLine($"{binary}: {answers.Count(answer => answer == Dead)} of {answers.Count}");

        // Each of those who ask may have been under way when the reload was confirmed.
        Assert.DoesNotContain(Dead, answers.Skip(before + Askers));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task With_a_file_of_states_not_one_request_goes_to_a_server_that_was_down_or_in_maintenance(string binary)
    {
        await using var web = new WebServers(3);
        using TcpListener silent = Silent();
        string path = "";
        await using Served served = await StartAsync(binary, web, silent, text => WithStates(text, path), haproxy => File.WriteAllText(path = haproxy.Folder["states"], "1\n#\n"));
        await served.Haproxy.AdminAsync("set server b/s2 state maint");
        using var stop = new CancellationTokenSource();
        ConcurrentQueue<string> answers = new();
        Task asking = AskAsync(served.Port, answers, stop.Token);

        await ReloadAsync(served);
        int before = answers.Count;
        await Eventually.HoldsAsync(() => answers.Count > before + Many, "requests are answered");

        await stop.CancelAsync();
        await asking;
        Assert.All(answers, answer => Assert.Equal("01", answer));
        Assert.True((await served.RowsAsync())["s2"].IsInMaintenance);
        Assert.Equal("1\n#\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(served.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && !line.Contains("old workers", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_is_another_now_does_not_take_over_that_it_was_down(string binary)
    {
        await using var web = new WebServers(3);
        using TcpListener silent = Silent();
        string path = "";
        await using Served served = await StartAsync(binary, web, silent, text => WithStates(text, path), haproxy => File.WriteAllText(path = haproxy.Folder["states"], "1\n#\n"));

        // The same name, another address; and another option, so that HAProxy is reloaded.
        await served.DeliverTextAsync(WithStates(served.Text(ServersOf(web, silent).Replace($"127.0.0.1:{web.Ports[0]}", $"127.0.0.1:{web.Ports[2]}").Replace("fall 1", "fall 2")), path));

        Assert.False((await served.RowsAsync())["s0"].IsDown);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_was_down_comes_back_when_its_check_passes(string binary)
    {
        await using var web = new WebServers(2);
        using TcpListener silent = Silent();
        await using Served served = await StartAsync(binary, web, silent, text => text);
        await ReloadAsync(served);
        Assert.True((await served.RowsAsync())["s0"].IsDown);

        Task answering = AnswerChecksAsync(silent, TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(async () => !(await served.RowsAsync())["s0"].IsDown, "its check has found it up");
        silent.Stop();
        await answering;
    }

    private static string WithStates(string text, string path) => text
        .Replace("global\n", $"global\n  server-state-file {path}\n", StringComparison.Ordinal)
        .Replace("defaults\n", "defaults\n  load-server-state-from-file global\n", StringComparison.Ordinal);

    private static string ServersOf(WebServers web, TcpListener silent) => string.Concat(web.Ports.Select((port, number) =>
        $"  server s{number} 127.0.0.1:{port}{(number == 0 ? $" check port {((IPEndPoint)silent.LocalEndpoint).Port} inter 3s fastinter 500ms rise 1 fall 1" : "")}\n"));

    private static TcpListener Silent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        return listener;
    }

    private static async Task<Served> StartAsync(string binary, WebServers web, TcpListener silent, Func<string, string> change, Action<RealHaproxy>? prepare = null)
    {
        Served served = await Served.StartAsync(binary, ServersOf(web, silent), options: "balance roundrobin\n  option httpchk");
        prepare?.Invoke(served.Haproxy);
        if (prepare is not null)
        {
            await served.DeliverTextAsync(change(served.Text(ServersOf(web, silent))));
        }

        await Eventually.HoldsAsync(async () => (await served.RowsAsync())["s0"].IsDown, "the check has found it down");
        return served;
    }

    private static async Task ReloadAsync(Served served)
    {
        string file = await File.ReadAllTextAsync(served.Haproxy.File, TestContext.Current.CancellationToken);
        ReloadResult result = await served.DeliverTextAsync(file.Replace("frontend f\n", "frontend f\n  maxconn 1000\n", StringComparison.Ordinal));
        Assert.StartsWith("reloaded: ", result.Message);
    }

    private static async Task AskAsync(int port, ConcurrentQueue<string> answers, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(async _ =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                answers.Enqueue(await http.GetStringAsync($"http://127.0.0.1:{port}/", CancellationToken.None));
            }
        }));
    }

    private static async Task AnswerChecksAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(cancellationToken);
                await AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[4]);
            await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            client.Client.Shutdown(SocketShutdown.Send);
            _ = await stream.ReadAsync(new byte[4096]);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // A check that has not waited any longer.
        }
    }
}
