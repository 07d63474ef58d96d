using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A web server that answers with one word; to one path only when the test says so.</summary>
internal sealed class WordServer : IDisposable
{
    /// <summary>The path whose answer waits.</summary>
    public const string SlowPath = "/slow";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WordServer(string word)
    {
        Word = word;
        listener.Start();
        _ = ServeAsync();
    }

    public string Word { get; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends when the slow path was asked for.</summary>
    public Task HasSlowRequest => asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public void EndSlowRequest() => ended.TrySetResult();

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            string? first = await reader.ReadLineAsync();
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            if (first?.Contains(SlowPath, StringComparison.Ordinal) is true)
            {
                asked.TrySetResult();
                await ended.Task;
            }

            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\ncontent-length: {Word.Length}\r\nconnection: close\r\n\r\n{Word}"));
        }
    }
}
