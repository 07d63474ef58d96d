using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>Small web servers on loopback, each of which answers with its number.</summary>
internal sealed class WebServers : IAsyncDisposable
{
    private readonly TcpListener[] listeners;
    private readonly Task[] serving;

    public WebServers(int count)
    {
        listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start(512));
        serving = [.. listeners.Select(ServeAsync)];
    }

    /// <summary>Their ports, by number.</summary>
    public IReadOnlyList<int> Ports => [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(listeners, listener => listener.Stop());
        await Task.WhenAll(serving);
    }

    private static async Task ServeAsync(TcpListener listener, int number)
    {
        byte[] answer = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{number:00}"));
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(), answer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(TcpClient client, byte[] answer)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await stream.ReadAsync(new byte[4096]) > 0)
                {
                    await stream.WriteAsync(answer);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Whoever asked has gone.
            }
        }
    }
}
