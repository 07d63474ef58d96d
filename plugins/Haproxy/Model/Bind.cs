using System.Net;

namespace Basenode.Haproxy.Model;

/// <summary>TCP ports that a configuration opens on one address.</summary>
/// <param name="Address">The address; <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/> for all.</param>
/// <param name="FirstPort">1–65535.</param>
/// <param name="LastPort">1–65535, not below <paramref name="FirstPort"/>; the same unless it is a range.</param>
/// <param name="IsIPv6Only">Whether a bind to all IPv6 addresses leaves the IPv4 ones alone.</param>
/// <param name="MayBeForeign">Whether the address need not be this machine's (<c>transparent</c>).</param>
internal sealed record Bind(IPAddress Address, int FirstPort, int LastPort, bool IsIPv6Only = false, bool MayBeForeign = false)
{
    /// <summary>Every address and port that the files bind and that can be read without HAProxy: no host names, variables, namespaces, UDP or unix sockets.</summary>
    public static IReadOnlyList<Bind> AllIn(IEnumerable<HaproxyFile> files) =>
        [.. files.SelectMany(file => file.AllDirectives).SelectMany(Read).Distinct()];

    private static IEnumerable<Bind> Read(Directive directive)
    {
        IReadOnlyList<string> words = directive.Words;
        (string? addresses, int options) = words switch
        {
            ["bind", var list, ..] => (list, 2),
            ["stats", "socket", var list, ..] => (list, 3),
            _ => (null, 0),
        };

        // Another network namespace or a single device has ports of its own, which cannot be looked at from here.
        if (addresses is null || words.Skip(options).Any(word => word is "namespace" or "interface"))
        {
            return [];
        }

        bool isIPv6Only = words.Skip(options).Contains("v6only");
        bool mayBeForeign = words.Skip(options).Contains("transparent");
        return addresses.Split(',')
            .Select(BindAddress.Parse)
            .OfType<Bind>()
            .Select(bind => bind with { IsIPv6Only = isIPv6Only, MayBeForeign = mayBeForeign });
    }
}
