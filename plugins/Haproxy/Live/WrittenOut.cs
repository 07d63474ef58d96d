using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Live;

/// <summary>Defaults that HAProxy gives to the servers of its file, and some versions forget for a server that is added. There they are written out; elsewhere they change nothing.</summary>
internal static class WrittenOut
{
    // Without them 2.6 opens a new connection for each request.
    private static readonly string[][] Always = [["pool-max-conn", "-1"], ["pool-purge-delay", "5s"]];

    // Without them 2.6 observes a server and draws no conclusion.
    private static readonly string[][] WhenObserved = [["error-limit", "10"], ["on-error", "fail-check"]];

    /// <summary>The words that go behind a server's own options.</summary>
    public static IEnumerable<string> Of(Server server) =>
        Always
            .Concat(server.Options.Contains("observe") ? WhenObserved : [])
            .Concat(Limit(server) is { } limit ? [["minconn", limit]] : [])
            .Where(option => !server.Options.Contains(option[0]))
            .SelectMany(option => option);

    // Before 2.8 a server with maxconn and no minconn gets no connection at all.
    private static string? Limit(Server server)
    {
        int at = server.Options.ToList().LastIndexOf("maxconn");
        return at >= 0 && at + 1 < server.Options.Count ? server.Options[at + 1] : null;
    }
}
