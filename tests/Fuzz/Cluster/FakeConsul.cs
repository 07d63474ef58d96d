using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Fuzz.Cluster;

/// <summary>Answers each read over HTTP with a body of the test's choice, on a free port of localhost.</summary>
internal sealed class FakeConsul : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public FakeConsul()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>The body for a path without its query, such as <c>/v1/health/service/web</c>.</summary>
    public Func<string, byte[]> Body { get; set; } = _ => "[]"u8.ToArray();

    /// <summary>Whether the body is a whole answer with its head, after which the connection ends.</summary>
    public bool IsWhole { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                while (await ReadPathAsync(reader) is { } path)
                {
                    byte[] body = Body(path);
                    if (IsWhole)
                    {
                        await client.GetStream().WriteAsync(body, stop.Token);
                        return;
                    }

                    byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nContent-Length: {body.Length}\r\n\r\n");
                    await client.GetStream().WriteAsync((byte[])[.. head, .. body], stop.Token);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // The other end went away, or it is over.
            }
        }
    }

    private async Task<string?> ReadPathAsync(StreamReader reader)
    {
        string? request = await reader.ReadLineAsync(stop.Token);
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
        {
            // Headers say nothing here.
        }

        return request?.Split(' ')[1].Split('?')[0];
    }
}
