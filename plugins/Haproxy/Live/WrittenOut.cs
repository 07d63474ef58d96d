using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Live;

/// <summary>What HAProxy fills in for the servers of its file, and not for a server that is added. There it is written out; where it is not needed, it changes nothing.</summary>
internal static class WrittenOut
{
    // Without them 2.6 opens a new connection for each request.
    private static readonly string[][] Always = [["pool-max-conn", "-1"], ["pool-purge-delay", "5s"]];

    // Without them 2.6 observes a server and draws no conclusion.
    private static readonly string[][] WhenObserved = [["error-limit", "10"], ["on-error", "fail-check"]];

    private static readonly string[][] ChecksWithTls = [["check-ssl"]];
    private static readonly string[][] ChecksWithProxy = [["check-send-proxy"]];
    private static readonly string[] ProxyProtocols = ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn"];

    /// <summary>The words that go behind a server's own options, 13 at most.</summary>
    public static IEnumerable<string> Of(Server server)
    {
        // In all versions: a check goes to where requests go, in their way; of a server that is added it would go there as plain text.
        bool isCheckedInPlace = server.Options.Contains("check") && !server.Options.Contains("port") && !server.Options.Contains("addr");
        return Always
            .Concat(server.Options.Contains("observe") ? WhenObserved : [])
            .Concat(Limit(server) is { } limit ? [["minconn", limit]] : [])
            .Concat(isCheckedInPlace && server.Options.Contains("ssl") ? ChecksWithTls : [])
            .Concat(isCheckedInPlace && server.Options.Any(ProxyProtocols.Contains) ? ChecksWithProxy : [])
            .Where(option => !server.Options.Contains(option[0]))
            .SelectMany(option => option);
    }

    // Before 2.8 a server with maxconn and no minconn gets no connection at all.
    private static string? Limit(Server server)
    {
        int at = server.Options.ToList().LastIndexOf("maxconn");
        return at >= 0 && at + 1 < server.Options.Count ? server.Options[at + 1] : null;
    }
}
