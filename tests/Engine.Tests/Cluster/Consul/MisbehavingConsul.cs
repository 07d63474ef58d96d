using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>Answers as no good agent would: each request but the one for its identity gets the next of the given answers, byte by byte, and the last one again and again.</summary>
internal sealed class MisbehavingConsul : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly Func<int, string?> answer;
    private readonly Task accepting;
    private int count;

    /// <param name="answer">The whole answer to request n, from 0; null hangs; an answer that starts with <c>!</c> is followed by the connection's end.</param>
    public MisbehavingConsul(Func<int, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public MisbehavingConsul(params string?[] answers)
        : this(n => answers[Math.Min(n, answers.Length - 1)])
    {
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>The request lines and headers so far.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>A good answer, or nearly: for putting wrong ones together.</summary>
    public static string Answer(string body, string index = "X-Consul-Index: 5", string status = "200 OK", string type = "application/json") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{(index.Length > 0 ? index + "\r\n" : "")}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                while (await ReadRequestAsync(reader) is { } request)
                {
                    if (request.StartsWith("GET /v1/agent/self", StringComparison.Ordinal))
                    {
                        // Which agent it is, it does not say: no request of the test's.
                        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(Answer("Permission denied", "", "403 Forbidden", "text/plain")), stop.Token);
                        continue;
                    }

                    requests.Enqueue(request);
                    string? text = answer(Interlocked.Increment(ref count) - 1);
                    if (text is null)
                    {
                        await Task.Delay(Timeout.Infinite, stop.Token);
                    }

                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text!.TrimStart('!')), stop.Token);
                    if (text.StartsWith('!'))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The other end went away, or the test is over.
            }
        }
    }

    private async Task<string?> ReadRequestAsync(StreamReader reader)
    {
        var request = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return request.ToString();
            }

            request.Append(line).Append('\n');
        }

        return null;
    }
}
