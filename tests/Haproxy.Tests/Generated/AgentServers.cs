using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>Small agents on loopback, each of which says the same to everybody.</summary>
internal sealed class AgentServers : IAsyncDisposable
{
    private readonly TcpListener[] listeners;
    private readonly Task[] serving;

    public AgentServers(IReadOnlyList<string> answers)
    {
        listeners = [.. answers.Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start(512));
        serving = [.. listeners.Zip(answers, ServeAsync)];
    }

    /// <summary>Their ports, in order.</summary>
    public IReadOnlyList<int> Ports => [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(listeners, listener => listener.Stop());
        await Task.WhenAll(serving);
    }

    private static async Task ServeAsync(TcpListener listener, string text)
    {
        byte[] answer = Encoding.ASCII.GetBytes(text);
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await AnswerAsync(client, answer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(TcpClient client, byte[] answer)
    {
        try
        {
            await client.GetStream().WriteAsync(answer);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Whoever asked has gone.
        }
    }
}
