using System.Globalization;
using System.Net;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Ports;

/// <summary>A TCP socket that listens in the engine's network.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Inode">Its number, by which its process is found.</param>
internal sealed record ListeningSocket(IPAddress Address, int Port, long Inode)
{
    private const string Listens = "0A";

    /// <summary>All of them, as the kernel lists them; none where it does not show them.</summary>
    public static IEnumerable<ListeningSocket> All() => Read("/proc/net/tcp").Concat(Read("/proc/net/tcp6"));

    /// <summary>Whether nobody else can bind that port while this listens.</summary>
    public bool IsInTheWayOf(Bind bind, int port)
    {
        if (Port != port)
        {
            return false;
        }

        if (Address.AddressFamily == bind.Address.AddressFamily)
        {
            return IsAny(Address) || IsAny(bind.Address) || Address.Equals(bind.Address);
        }

        // All IPv6 addresses mostly include the IPv4 ones. Whether this one's do the kernel does not list; it refused the port, so they may.
        bool coversBind = Address.Equals(IPAddress.IPv6Any);
        bool isCovered = bind.Address.Equals(IPAddress.IPv6Any) && !bind.IsIPv6Only;
        return coversBind || isCovered;
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IEnumerable<ListeningSocket> Read(string table)
    {
        if (!File.Exists(table))
        {
            yield break;
        }

        foreach (string line in File.ReadLines(table).Skip(1))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, Listens, _, _, _, _, _, var inode, ..]
                && local.Split(':') is [var address, var port])
            {
                yield return new ListeningSocket(
                    Decode(address),
                    int.Parse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                    long.Parse(inode, CultureInfo.InvariantCulture));
            }
        }
    }

    // Groups of four bytes, each printed as one number of the machine's own byte order.
    private static IPAddress Decode(string hexadecimal)
    {
        byte[] bytes = Convert.FromHexString(hexadecimal);
        if (BitConverter.IsLittleEndian)
        {
            for (int group = 0; group < bytes.Length; group += 4)
            {
                Array.Reverse(bytes, group, 4);
            }
        }

        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
