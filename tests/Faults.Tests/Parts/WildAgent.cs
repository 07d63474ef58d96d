using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Faults.Tests.Parts;

/// <summary>Stands between the engine and an agent, and passes on what is asked and answered; but the answers about one service it changes as it is told.</summary>
internal sealed class WildAgent : IAsyncDisposable
{
    private const string About = "/v1/health/service/web";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient agent;
    private readonly Task accepting;
    private volatile Func<WildAnswer, WildAnswer>? change;
    private int changed;
    private WildAnswer? last;

    /// <param name="agent">The real agent: <c>127.0.0.1:port</c>.</param>
    public WildAgent(string agent)
    {
        this.agent = new HttpClient { BaseAddress = new Uri($"http://{agent}"), Timeout = Timeout.InfiniteTimeSpan };
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>How many answers it has changed so far.</summary>
    public int Changed => Volatile.Read(ref changed);

    /// <summary>The last answer of the real agent about the service.</summary>
    public WildAnswer Last => Volatile.Read(ref last) ?? throw new InvalidOperationException("nothing was asked yet");

    /// <summary>Changes all answers about the service from now on, also those that are waited for already.</summary>
    public void Misbehave(Func<WildAnswer, WildAnswer> change) => this.change = change;

    /// <summary>From now on answers pass as they are.</summary>
    public void Behave() => change = null;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        agent.Dispose();
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
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, false, 4096, leaveOpen: true);
                while (await RequestAsync(reader) is { } request)
                {
                    if (!await SendAsync(stream, await AnswerAsync(request)))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // Whatever side has gone away, the other one sees its connection end.
            }
        }
    }

    // The engine's requests have no bodies.
    private async Task<HttpRequestMessage?> RequestAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync(stop.Token) is not { Length: > 0 } line)
        {
            return null;
        }

        var request = new HttpRequestMessage(HttpMethod.Get, line.Split(' ')[1]);
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } header)
        {
            if (header.StartsWith("X-Consul-Token:", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Add("X-Consul-Token", header.Split(':')[1].Trim());
            }
        }

        return request;
    }

    private async Task<WildAnswer> AnswerAsync(HttpRequestMessage request)
    {
        bool isAbout = request.RequestUri!.OriginalString.StartsWith(About, StringComparison.Ordinal);
        using HttpResponseMessage response = await agent.SendAsync(request, stop.Token);
        var answer = new WildAnswer(
            (int)response.StatusCode,
            response.Headers.TryGetValues("X-Consul-Index", out IEnumerable<string>? index) ? index.First() : null,
            response.Content.Headers.ContentType?.ToString() ?? "text/plain",
            await response.Content.ReadAsByteArrayAsync(stop.Token));
        request.Dispose();
        if (!isAbout)
        {
            return answer;
        }

        Volatile.Write(ref last, answer);
        if (change is not { } made)
        {
            return answer;
        }

        answer = made(answer);
        Interlocked.Increment(ref changed);
        return answer;
    }

    /// <returns>Whether the connection can go on.</returns>
    private async Task<bool> SendAsync(NetworkStream stream, WildAnswer answer)
    {
        await Task.Delay(answer.Delay, stop.Token);
        string head = string.Join("\r\n", [
            $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}",
            $"Content-Type: {answer.Type}",
            .. answer.Index is { } index ? [$"X-Consul-Index: {index}"] : Array.Empty<string>(),
            answer.TellsLength ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}") : "Connection: close",
            "", "",
        ]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop.Token);
        byte[] body = answer.IsTruncated ? answer.Body[..(answer.Body.Length / 2)] : answer.Body;
        int piece = answer.Drip > TimeSpan.Zero ? answer.Piece : Math.Max(1, body.Length);
        for (int at = 0; at < body.Length; at += piece)
        {
            await Task.Delay(answer.Drip, stop.Token);
            await stream.WriteAsync(body.AsMemory(at, Math.Min(piece, body.Length - at)), stop.Token);
        }

        return answer is { IsTruncated: false, TellsLength: true };
    }
}
