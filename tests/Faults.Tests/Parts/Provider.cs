using System.Net;
using System.Net.Sockets;

namespace Basenode.Faults.Tests.Parts;

/// <summary>A small web server on loopback: it answers every request with 200 until it is disposed.</summary>
internal sealed class Provider : IAsyncDisposable
{
    private static readonly byte[] Answer = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;

    public Provider()
    {
        listener.Start(512);
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(Answer);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Whoever asked has gone; whether that was a loss is for them to say.
            }
        }
    }
}
