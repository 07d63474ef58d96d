using System.Net;
using System.Net.Sockets;

namespace Basenode.Engine.Cluster.Validation;

/// <summary>The strict forms of an address that may go into a file. Whatever else a C library would take for one (octal, hex, short, <c>unix@</c>, <c>$VAR</c>) is none.</summary>
internal static class AddressSyntax
{
    /// <summary>An IP address in canonical form, or null: a dotted quad without leading zeros, or IPv6 without zone or brackets; not the unspecified one.</summary>
    public static string? CanonicalIp(string text)
    {
        if (IsDottedQuad(text))
        {
            return text == "0.0.0.0" ? null : text;
        }

        return text.Contains(':') ? CanonicalIpV6(text) : null;
    }

    /// <summary>A host name as RFC 1123 has it, in lower case, or null. The last label is no number, so that no name can be an address in disguise.</summary>
    public static string? CanonicalHostName(string text)
    {
        if (text.Length is 0 or > 253)
        {
            return null;
        }

        ReadOnlySpan<char> last = default;
        foreach (Range range in text.AsSpan().Split('.'))
        {
            last = text.AsSpan(range);
            if (!IsLabel(last))
            {
                return null;
            }
        }

        bool number = !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return number ? null : text.ToLowerInvariant();
    }

    private static string? CanonicalIpV6(string text)
    {
        // The parser also takes zones, brackets and ports, and its own idea of an embedded quad: only what is plainly an address gets there.
        bool plain = text.Length <= 45 && !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF:.");
        int quad = text.LastIndexOf(':') + 1;
        if (!plain || (text.Contains('.') && !IsDottedQuad(text.AsSpan(quad))))
        {
            return null;
        }

        return IPAddress.TryParse(text, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            && !address.Equals(IPAddress.IPv6Any)
                ? address.ToString()
                : null;
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            if (!IsByte(text[range]) || ++parts > 4)
            {
                return false;
            }
        }

        return parts == 4;
    }

    private static bool IsByte(ReadOnlySpan<char> part)
    {
        if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0'))
        {
            return false;
        }

        int value = 0;
        foreach (char c in part)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return value <= 255;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (char c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
