using System.Net;
using System.Net.Sockets;
using System.Text;
using Basenode.Engine.Configuration;
using Basenode.Engine.Exposing;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Exposing;

/// <summary>Port and file: what stands in their way is told once and tried again, and no client does harm.</summary>
public sealed class MetricsExpositionTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();
    private readonly TaskSupervisor supervisor;
    private readonly int port = FreePort.Next();

    public MetricsExpositionTests() => supervisor = new TaskSupervisor(time, log);

    private IPEndPoint Address => new(IPAddress.Loopback, port);

    public async ValueTask DisposeAsync()
    {
        await supervisor.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Off_nothing_listens()
    {
        await using MetricsExposition metrics = Start(new MetricsSettings());
        Assert.False(metrics.Listens);
        Assert.Empty(log.Lines);
        OpenMetricsText.Parse(metrics.Text(openMetrics: true));
        Assert.True(metrics.Listens);
    }

    [Fact]
    public async Task The_port_answers_a_client_and_is_closed_at_the_end()
    {
        await using (Start(new MetricsSettings { Listen = Address }))
        {
            using var http = new HttpClient();
            await EventuallyServesAsync();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/metrics");
            request.Headers.Add("Accept", "application/openmetrics-text; version=1.0.0");
            HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            OpenMetricsText text = OpenMetricsText.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Contains("basenode_passes", text.Metrics.Keys);
        }

        await Assert.ThrowsAsync<SocketException>(ConnectAsync);
    }

    [Fact]
    public async Task Clients_that_say_nothing_nonsense_or_too_much_hold_up_no_other()
    {
        await using MetricsExposition metrics = Start(new MetricsSettings { Listen = Address });
        await EventuallyServesAsync();
        using Socket silent = await ConnectAsync();
        using Socket half = await ConnectAsync();
        await half.SendAsync("GET /met"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ConnectAsync()).Dispose();
        Assert.StartsWith("HTTP/1.1 400 ", await AskAsync(Encoding.Latin1.GetString([0, 1, 255]) + "\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await AskAsync(new string('x', 20_000)));
        Assert.StartsWith("HTTP/1.1 404 ", await AskAsync("GET /x HTTP/1.1\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET /metrics HTTP/1.1\r\n\r\n"));
    }

    [Fact]
    public async Task A_port_in_use_is_told_once_and_taken_when_it_is_free()
    {
        using (var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            other.Bind(Address);
            other.Listen();
            await using MetricsExposition blocked = Start(new MetricsSettings { Listen = Address });
            await Eventually.HoldsAsync(() => Advance(() => log.Lines.Count > 0), "it is told");
            Assert.Contains("metrics.listen", log.Lines[0]);
            other.Dispose();
            await EventuallyServesAsync();
        }

        Assert.Single(log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_engines_never_share_a_port_and_the_next_one_takes_it_at_once()
    {
        var second = new MetricsExposition(new MetricsSettings { Listen = Address }, supervisor, log);
        await using (Start(new MetricsSettings { Listen = Address }))
        {
            await EventuallyServesAsync();
            Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET /metrics HTTP/1.1\r\n\r\n"));
            second.Start();
            await Eventually.HoldsAsync(() => Advance(() => log.Lines.Any(line => line.StartsWith("Warning", StringComparison.Ordinal))), "the second one says so");
        }

        // Though the system remembers the connection, which the first one has closed.
        await Eventually.HoldsAsync(() => Advance(() => log.Lines.Count(line => line.Contains("Metrics are served", StringComparison.Ordinal)) == 2), () => string.Join('\n', log.Lines));
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET /metrics HTTP/1.1\r\n\r\n"));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task The_file_is_readable_by_all_replaced_again_and_again_and_removed_at_the_end()
    {
        string path = folder["basenode.prom"];
        await using (Start(new MetricsSettings { File = path }))
        {
            await Eventually.HoldsAsync(() => File.Exists(path), "it is written");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
            string text = File.ReadAllText(path);
            Assert.Contains("# TYPE basenode_passes_total counter\n", text);
            Assert.DoesNotContain("# EOF", text);
            File.WriteAllText(path, "edited");
            await Eventually.HoldsAsync(() => Advance(() => File.ReadAllText(path).StartsWith("# TYPE", StringComparison.Ordinal)), "it is replaced");
            Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_once_and_when_it_can_be()
    {
        string path = folder["absent/basenode.prom"];
        await using MetricsExposition metrics = Start(new MetricsSettings { File = path });
        await Eventually.HoldsAsync(() => log.Lines.Count > 0, "it is told");
        Assert.Contains("metrics.file", log.Lines[0]);
        Directory.CreateDirectory(folder["absent"]);
        await Eventually.HoldsAsync(() => Advance(() => File.Exists(path) && log.Lines.Count > 1), "it is written");
        Assert.Equal(2, log.Lines.Count);
        Assert.Empty(supervisor.Failing);
    }

    private MetricsExposition Start(MetricsSettings settings)
    {
        var metrics = new MetricsExposition(settings, supervisor, log);
        metrics.Start();
        return metrics;
    }

    private bool Advance(Func<bool> condition)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        return condition();
    }

    private Task EventuallyServesAsync() => Eventually.HoldsAsync(
        () => Advance(() => log.Lines.Any(line => line.Contains($"http://127.0.0.1:{port}/metrics", StringComparison.Ordinal))), () => string.Join('\n', log.Lines));

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Address, TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task<string> AskAsync(string request)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and int received)
        {
            answer.Write(buffer, 0, received);
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
