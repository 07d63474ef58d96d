using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Basenode.Bench;

/// <summary>An HTTP server that notes when its first request came.</summary>
internal sealed class ProbeServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private long first;

    /// <summary>Listens on a free port of loopback.</summary>
    public ProbeServer()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        _ = AcceptAsync();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>When it was registered, as a timestamp.</summary>
    public long Registered { get; set; }

    /// <summary>Milliseconds from its registration to its first request; null while there was none.</summary>
    public double? Latency => Volatile.Read(ref first) is var at and not 0 ? Stopwatch.GetElapsedTime(Registered, at).TotalMilliseconds : null;

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }

    // A request of wrk is short, and comes in one piece after the one before was answered.
    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            connection.NoDelay = true;
            byte[] buffer = new byte[4096];
            try
            {
                while (await connection.ReceiveAsync(buffer) > 0)
                {
                    Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
                    await connection.SendAsync(Answer);
                }
            }
            catch (SocketException)
            {
                // HAProxy closed the connection.
            }
        }
    }
}
