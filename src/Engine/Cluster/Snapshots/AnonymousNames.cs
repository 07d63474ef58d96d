using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>Other names for what tells whose cluster it is: the same name for the same original, in the order of the originals, and none that is an original itself.</summary>
/// <remarks>It is asked for everything twice: it learns at first, and answers after <see cref="Freeze"/>.</remarks>
internal sealed class AnonymousNames
{
    // What several of a kind are called.
    private static readonly (string One, string Many)[] Kinds =
        [("node", "nodes"), ("address", "addresses"), ("instance ID", "instance IDs"), ("value", "values"), ("check", "texts of checks")];

    private readonly Dictionary<string, SortedDictionary<string, string>> originals = Kinds.ToDictionary(kind => kind.One, _ => new SortedDictionary<string, string>(StringComparer.Ordinal));
    private readonly HashSet<string> services = new(StringComparer.Ordinal);
    private bool isFrozen;

    /// <summary>What is replaced, with its number: <c>3 nodes</c>.</summary>
    public ImmutableArray<string> Counts =>
    [
        .. from kind in Kinds
           let count = originals[kind.One].Count
           where count > 0
           select $"{count} {(count == 1 && kind.One != "check" ? kind.One : kind.Many)}",
    ];

    /// <summary>A service's name: it stays.</summary>
    public string Service(string name)
    {
        services.Add(name);
        return name;
    }

    /// <summary>A node's name.</summary>
    public string Node(string name) => name.Length == 0 ? name : Of("node", name, "");

    /// <summary>An address of any kind, with or without a port, which stays. Those that mean the same everywhere stay.</summary>
    public string Address(string text)
    {
        if (text.Length == 0 || (IPAddress.TryParse(text, out IPAddress? ip) && IsEverywhere(ip)))
        {
            return text;
        }

        // [v6]:port, v4:port and host:port; an IPv6 address alone has more than one colon and no bracket.
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > 0 && (text[0] == '[' || text.IndexOf(':') == colon) && text[(colon + 1)..].All(char.IsAsciiDigit);
        return !hasPort ? Of("address", text, "")
            : text[0] == '[' ? $"[{Address(text[1..(colon - 1)])}]{text[colon..]}"
            : Address(text[..colon]) + text[colon..];
    }

    /// <summary>An instance's ID. One that is its service's name stays.</summary>
    public string Id(string service, string id) => id.Length == 0 || id == service ? id : Of("instance ID", id, service);

    /// <summary>A check's ID, name or note; those of Consul's own stay.</summary>
    public string Check(string text) => text.Length == 0 ? text : Of("check", text, "");

    /// <summary>A value of meta or of a key, a part of one, or a tag of a member. Small whole numbers, truth values and names of services stay: templates decide by them.</summary>
    public string Value(string text) =>
        text.Length == 0 || services.Contains(text) || bool.TryParse(text, out _) || ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text
        : Known(text) ?? Of("value", text, "");

    /// <summary>A number within a value.</summary>
    public long Number(long number) =>
        Math.Abs(number) <= ushort.MaxValue ? number : isFrozen ? long.Parse(Value($"{number}"), CultureInfo.InvariantCulture) : Learn(number);

    /// <summary>A text that stays but for the nodes and addresses in it.</summary>
    public string Text(string text) => !isFrozen ? text : Known(text) ?? string.Concat(Words(text).Select(word => Known(word) ?? string.Join('.', word.Split('.').Select(part => Known(part) ?? part))));

    /// <summary>Ends the learning.</summary>
    public void Freeze()
    {
        // A value that is a node or an address is replaced as such.
        foreach (string known in originals["node"].Keys.Concat(originals["address"].Keys).Concat(services))
        {
            originals["value"].Remove(known);
        }

        HashSet<string> taken = [.. originals.Values.SelectMany(kind => kind.Keys), .. services];
        foreach ((string kind, SortedDictionary<string, string> names) in originals)
        {
            int width = $"{names.Count}".Length;
            int number = 0;
            foreach ((string original, string service) in names.ToArray())
            {
                string name;
                do
                {
                    name = Make(kind, original, service, ++number, width);
                }
                while (!taken.Add(name));
                names[original] = name;
            }
        }

        isFrozen = true;
    }

    private static string Make(string kind, string original, string service, int number, int width)
    {
        string padded = number.ToString($"D{width}", CultureInfo.InvariantCulture);
        return kind switch
        {
            "address" => MakeAddress(original, number, padded),
            "instance ID" => $"{(service.Length == 0 ? "instance" : service)}-{padded}",
            "value" when long.TryParse(original, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => $"{100_000 + number}",
            "value" => $"value-{padded}",
            _ => $"{kind}-{padded}",
        };
    }

    // 198.18.0.0/15 and 2001:db8::/32 are nobody's; further addresses come from 10.0.0.0/8.
    private static string MakeAddress(string original, int number, string padded) => IPAddress.TryParse(original, out IPAddress? ip)
        ? ip.AddressFamily is AddressFamily.InterNetworkV6 ? IPAddress.Parse($"2001:db8::{number >> 16:x}:{number & 0xffff:x}").ToString()
            : number < 1 << 17 ? $"198.{18 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}"
            : $"10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}"
        : $"host-{padded}.example";

    private static bool IsEverywhere(IPAddress ip) => IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);

    // Words and what stands between them, in their order.
    private static IEnumerable<string> Words(string text)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            bool isWord = IsWord(text[start]);
            for (end = start + 1; end < text.Length && IsWord(text[end]) == isWord; end++)
            {
            }

            yield return text[start..end];
        }
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_';

    private string? Known(string text) => !isFrozen ? null : originals["node"].GetValueOrDefault(text) ?? originals["address"].GetValueOrDefault(text) ?? Endpoint(text);

    private string? Endpoint(string text) => text.LastIndexOf(':') is var colon and > 0 && originals["address"].ContainsKey(text[..colon].Trim('[', ']')) ? Address(text) : null;

    private long Learn(long number)
    {
        Value($"{number}");
        return number;
    }

    private string Of(string kind, string original, string service)
    {
        if (isFrozen)
        {
            return originals[kind].GetValueOrDefault(original) ?? kind;
        }

        originals[kind].TryAdd(original, service);
        return original;
    }
}
