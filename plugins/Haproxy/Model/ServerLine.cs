using System.Globalization;
using System.Net;

namespace Basenode.Haproxy.Model;

/// <summary>Reads one <c>server</c> line, with the options that it takes from <c>default-server</c> lines.</summary>
internal static class ServerLine
{
    // Each with one argument. They say how a host name is resolved, mean nothing to an address, and are not taken by a server that is added.
    private static readonly HashSet<string> Resolution = new(StringComparer.Ordinal)
    {
        "init-addr", "resolvers", "resolve-prefer", "resolve-net", "resolve-opts",
    };

    private static readonly HashSet<string> Negations = new(StringComparer.Ordinal) { "no-check", "no-agent-check", "no-backup", "no-ssl" };

    /// <summary>The server of a line; null when it has no name or address.</summary>
    /// <param name="words">The line, from the word <c>server</c> on.</param>
    /// <param name="inherited">The words of the <c>default-server</c> lines that hold for it.</param>
    public static Server? Read(IReadOnlyList<string> words, IEnumerable<string> inherited)
    {
        if (words is not [_, var name, var address, ..])
        {
            return null;
        }

        IPEndPoint? endpoint = Endpoint(address);
        List<string> options = endpoint is null ? [address] : [];
        int weight = Server.DefaultWeight;
        bool isDisabled = false;
        string[] all = [.. inherited, .. words.Skip(3)];
        for (int index = 0; index < all.Length; index++)
        {
            string word = all[index];
            if (word == "weight" && index + 1 < all.Length && int.TryParse(all[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                weight = number;
                index++;
            }
            else if (word is "disabled" or "enabled")
            {
                isDisabled = word == "disabled";
            }
            else if (endpoint is not null && Resolution.Contains(word))
            {
                index++;
            }
            else if (Negations.Contains(word))
            {
                options.RemoveAll(option => option == word["no-".Length..]);
            }
            else
            {
                options.Add(word);
            }
        }

        return new Server { Name = name, Endpoint = endpoint, Weight = weight, IsDisabled = isDisabled, Options = options };
    }

    // Only what is printed as it was written is surely the same address to HAProxy.
    private static IPEndPoint? Endpoint(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            return null;
        }

        string host = text[..colon];
        bool isBracketed = host is ['[', .., ']'];
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address)
            && string.Equals(isBracketed ? $"[{address}]" : address.ToString(), host, StringComparison.OrdinalIgnoreCase)
            && isBracketed == host.Contains(':')
            ? new IPEndPoint(address, port)
            : null;
    }
}
