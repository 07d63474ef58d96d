using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>The one table of the words that a server may have when it is added to a running HAProxy. A word that is not in it takes a reload.</summary>
/// <remarks>
/// So a new version of HAProxy, or a new word, is safe without new code; a word that is missing here only costs a reload. A test tries every word that the installed programs know.
/// <para>Some words stand here for a later version than the first one that takes them:</para>
/// <list type="bullet">
/// <item>
/// <c>proto</c>, <c>alpn</c>, <c>npn</c>, <c>ws</c>: before 3.0 a server that is added forgets the default of <c>max-reuse</c>, and has HTTP/2 or FastCGI open a connection for each request.
/// </item>
/// <item><c>hash-key</c>: before 3.4 a server that is added is still placed by its number.</item>
/// </list>
/// <para>Never in it: <c>guid</c> (see <see cref="KnownCrashes"/>), <c>track</c>, and <c>shard</c>, which is for peers.</para>
/// </remarks>
internal static class ServerKeywords
{
    private static readonly Dictionary<string, ServerKeyword> Known = new(
        [
            .. Words(
                arguments: 0,
                new HaproxyVersion(2, 6),
                "agent-check", "allow-0rtt", "backup", "check", "check-send-proxy", "check-ssl", "check-via-socks4",
                "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12", "force-tlsv13",
                "no-send-proxy", "no-send-proxy-v2", "no-ssl-reuse", "no-sslv3", "no-tfo", "no-tls-tickets", "no-tlsv10", "no-tlsv11", "no-tlsv12", "no-tlsv13",
                "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn", "ssl", "tfo", "tls-tickets"),
            .. Words(
                arguments: 1,
                new HaproxyVersion(2, 6),
                "addr", "agent-addr", "agent-inter", "agent-port", "agent-send", "ca-file", "check-alpn", "check-proto", "check-sni", "ciphers", "ciphersuites", "crl-file", "crt",
                "downinter", "error-limit", "fall", "fastinter", "id", "inter", "maxconn", "maxqueue", "minconn", "observe", "on-error", "on-marked-down", "on-marked-up",
                "pool-low-conn", "pool-max-conn", "pool-purge-delay", "port", "proxy-v2-options", "rise", "slowstart", "sni", "ssl-max-ver", "ssl-min-ver", "verify", "verifyhost"),

            // What may follow a source is not a word of its own to HAProxy.
            .. Words(arguments: 1, new HaproxyVersion(2, 6), "source", "usesrc", "interface"),
            .. Words(arguments: 1, new HaproxyVersion(2, 9), "client-sigalgs", "curves", "set-proxy-v2-tlv-fmt", "sigalgs"),
            .. Words(arguments: 1, new HaproxyVersion(3, 0), "alpn", "cookie", "npn", "pool-conn-name", "proto", "ws"),
            .. Words(arguments: 1, new HaproxyVersion(3, 1), "init-state"),
            .. Words(arguments: 1, new HaproxyVersion(3, 2), "check-pool-conn-name", "idle-ping"),
            .. Words(arguments: 0, new HaproxyVersion(3, 2), "check-reuse-pool", "strict-maxconn"),
            .. Words(arguments: 1, new HaproxyVersion(3, 3), "ktls"),
            .. Words(arguments: 0, new HaproxyVersion(3, 3), "no-renegotiate", "renegotiate"),
            .. Words(arguments: 1, new HaproxyVersion(3, 4), "hash-key"),
            .. Words(arguments: 0, new HaproxyVersion(3, 4), "no-check-sni-auto", "no-sni-auto"),
        ],
        StringComparer.Ordinal);

    /// <summary>All words that a version is known to take.</summary>
    public static IEnumerable<string> Of(HaproxyVersion version) => Known.Where(word => version.IsAtLeast(word.Value.Since)).Select(word => word.Key);

    /// <summary>The first option that a version is not known to take; null when it takes all of them.</summary>
    public static string? FirstUnknown(IReadOnlyList<string> options, HaproxyVersion version)
    {
        for (int at = 0; at < options.Count;)
        {
            if (Find(options[at]) is not { } known || !version.IsAtLeast(known.Since))
            {
                return options[at];
            }

            at += 1 + known.Arguments;
        }

        return null;
    }

    // One word has an argument of its own: set-proxy-v2-tlv-fmt(0xE1).
    private static ServerKeyword? Find(string word) =>
        Known.TryGetValue(word.EndsWith(')') ? word[..Math.Max(0, word.IndexOf('('))] : word, out ServerKeyword known) ? known : null;

    private static IEnumerable<KeyValuePair<string, ServerKeyword>> Words(int arguments, HaproxyVersion since, params string[] words) =>
        words.Select(word => KeyValuePair.Create(word, new ServerKeyword(arguments, since)));
}
