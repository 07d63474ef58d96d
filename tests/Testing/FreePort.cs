using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Basenode.Testing;

/// <summary>Finds ports on loopback that nothing listens on.</summary>
public static class FreePort
{
    // Who got one may not listen there yet.
    private static readonly ConcurrentDictionary<int, bool> given = new();

    /// <summary>A port that was free a moment ago, below the range that the kernel hands to outgoing connections, so that none takes it in between. It is given once.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(12_000, 32_000);
            if (IsFree(port) && given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    /// <summary>Whether nobody on loopback has a port now.</summary>
    public static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
