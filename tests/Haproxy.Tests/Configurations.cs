namespace Basenode.Haproxy.Tests;

/// <summary>Small configurations that a real HAProxy loads.</summary>
internal static class Configurations
{
    public const string Preamble = """
        global
          hard-stop-after 10s
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 1s

        """;

    /// <summary>A frontend that answers each request with a word.</summary>
    public static string Saying(string word, int port, string more = "") =>
        $"{Preamble}\nfrontend web\n  bind 127.0.0.1:{port}\n  http-request return status 200 content-type text/plain string {word}\n{more}";

    /// <summary>Asks a frontend on loopback.</summary>
    public static async Task<string> AskAsync(int port)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        return await http.GetStringAsync($"http://127.0.0.1:{port}/");
    }
}
