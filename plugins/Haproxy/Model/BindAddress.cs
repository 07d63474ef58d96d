using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Basenode.Haproxy.Model;

/// <summary>Reads one address of a <c>bind</c> line: <c>*:80</c>, <c>:80</c>, <c>127.0.0.1:8000-8010</c>, <c>[::]:80</c>, <c>:::80</c>, <c>ipv4@…</c>.</summary>
internal static class BindAddress
{
    private static readonly string[] Families = ["ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@"];

    /// <summary>The address and its ports; null for a form that is no TCP port, or that HAProxy alone can resolve.</summary>
    public static Bind? Parse(string text)
    {
        string? family = Families.FirstOrDefault(family => text.StartsWith(family, StringComparison.Ordinal));
        ReadOnlySpan<char> rest = text.AsSpan(family?.Length ?? 0);
        int colon = rest.LastIndexOf(':');
        if (colon < 0 || rest.IndexOfAny('@', '$', '/') >= 0)
        {
            return null;
        }

        bool isIPv6 = family is "ipv6@" or "tcp6@";
        if (Host(rest[..colon], isIPv6) is not { } address || Ports(rest[(colon + 1)..]) is not (int first, int last))
        {
            return null;
        }

        return new Bind(address, first, last);
    }

    private static IPAddress? Host(ReadOnlySpan<char> host, bool isIPv6)
    {
        if (host.IsEmpty || host is "*")
        {
            return isIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (host is "localhost")
        {
            return isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }

        ReadOnlySpan<char> bare = host is ['[', .. var inside, ']'] ? inside : host;
        if (!IPAddress.TryParse(bare, out IPAddress? address))
        {
            return null;
        }

        // Both sides read "010.0.0.1" and "1.2" in ways of their own: only what is printed as it was written is surely the same address.
        return address.AddressFamily == AddressFamily.InterNetworkV6 || bare.SequenceEqual(address.ToString()) ? address : null;
    }

    private static (int First, int Last)? Ports(ReadOnlySpan<char> ports)
    {
        int dash = ports.IndexOf('-');
        int? first = Port(dash < 0 ? ports : ports[..dash]);
        int? last = dash < 0 ? first : Port(ports[(dash + 1)..]);
        return first is { } low && last is { } high && low <= high ? (low, high) : null;
    }

    private static int? Port(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65_535 ? port : null;
}
