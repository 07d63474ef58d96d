using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Faults.Tests.Parts;

/// <summary>Clients of a proxy: requests at a steady rate, each on a connection of its own, and what became of them.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly int port;
    private readonly TimeSpan pause;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> asked = [];
    private readonly ConcurrentQueue<string> lost = [];
    private readonly Task asking;
    private int answered;

    public Traffic(int port, int perSecond)
    {
        (this.port, pause) = (port, TimeSpan.FromSeconds(1) / perSecond);
        asking = AskAsync();
    }

    /// <summary>How many requests were answered so far.</summary>
    public int Answered => Volatile.Read(ref answered);

    /// <summary>What the others came to.</summary>
    public IReadOnlyCollection<string> Lost => lost;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await asking;
        await Task.WhenAll(asked);
        stop.Dispose();
    }

    private async Task AskAsync()
    {
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                asked.Add(AskOnceAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    private async Task AskOnceAsync()
    {
        try
        {
            using var over = new CancellationTokenSource(Limit);
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, over.Token);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), over.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            string answer = await reader.ReadToEndAsync(over.Token);
            if (answer.Contains(" 200 ", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref answered);
            }
            else
            {
                lost.Enqueue(answer.Split('\r')[0]);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            lost.Enqueue(exception.Message);
        }
    }
}
