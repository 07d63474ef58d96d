using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>Small web servers on loopback, each of which answers with its number.</summary>
internal sealed class WebServers : IAsyncDisposable
{
    private readonly TcpListener[] listeners;
    private readonly Task[] serving;

    /// <param name="certificate">With one they speak TLS.</param>
    /// <param name="first">The number of the first.</param>
    public WebServers(int count, X509Certificate2? certificate = null, int first = 0)
    {
        listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start(512));
        serving = [.. listeners.Select((listener, i) => ServeAsync(listener, first + i, certificate))];
    }

    /// <summary>Their ports, by number.</summary>
    public IReadOnlyList<int> Ports => [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(listeners, listener => listener.Stop());
        await Task.WhenAll(serving);
    }

    private static async Task ServeAsync(TcpListener listener, int number, X509Certificate2? certificate)
    {
        byte[] answer = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{number:00}"));
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(), certificate, answer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(TcpClient client, X509Certificate2? certificate, byte[] answer)
    {
        using (client)
        {
            try
            {
                using Stream stream = await StreamAsync(client, certificate);
                if (await stream.ReadAsync(new byte[4096]) > 0)
                {
                    await stream.WriteAsync(answer);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private static async Task<Stream> StreamAsync(TcpClient client, X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return client.GetStream();
        }

        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(certificate);
        return secure;
    }
}
