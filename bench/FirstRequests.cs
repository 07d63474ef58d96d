using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Bench;

/// <summary>Hears from the servers behind HAProxy which port had its first request, and notes when. They log nothing else, so that listening costs the traffic nothing.</summary>
internal sealed class FirstRequests : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<int, long> seen = [];

    /// <summary>Listens on a socket for datagrams.</summary>
    /// <param name="path">Its path, where there is nothing yet.</param>
    public FirstRequests(string path)
    {
        Path = path;
        socket.Bind(new UnixDomainSocketEndPoint(path));
        _ = ListenAsync();
    }

    /// <summary>Where the servers log to.</summary>
    public string Path { get; }

    /// <summary>The timestamp of a port's first request; null while there was none.</summary>
    public long? At(int port) => seen.TryGetValue(port, out long at) ? at : null;

    public void Dispose() => socket.Dispose();

    private async Task ListenAsync()
    {
        byte[] buffer = new byte[1024];
        try
        {
            while (true)
            {
                int count = await socket.ReceiveAsync(buffer);
                long now = Stopwatch.GetTimestamp();
                seen.TryAdd(int.Parse(Encoding.ASCII.GetString(buffer, 0, count).TrimEnd(), CultureInfo.InvariantCulture), now);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }
}
