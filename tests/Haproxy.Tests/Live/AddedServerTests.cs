using System.Globalization;
using Basenode.Haproxy.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A server that is added to a running HAProxy is compared with the same server of a fresh one: its rows of "show stat" and the others, and what requests show.</summary>
public sealed class AddedServerTests(ITestOutputHelper output)
{
    private const int Requests = 12;
    private const string Never = "99.0";
    private const string NotWarming = "throttle=";

    // Of "show servers conn", by their places: the last columns are the idle connections of each thread.
    private const int Columns = 13;

    // How many connections were used at once at most depends on how soon HAProxy sees the end of each request.
    private static readonly int[] MostUsed = [7, 8];

    // Unsafe, safe, idle now: none or some.
    private static readonly int[] Idle = [9, 10, 12];

    // Times, and what depends on them, as the number of checks; and the state of a check that there is none of.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "lastchg", "downtime", "lastsess", "qtime", "ctime", "rtime", "ttime", "qtime_max", "ctime_max", "rtime_max", "ttime_max", "check_duration", "agent_duration",
        "rate", "rate_max", "last_chk", "chkfail", "chkdown", "srv_time_since_last_change", "srv_check_health", "need_conn_est", "ssl_sess", "ssl_reused_sess",
    };

    /// <summary>The server's line, the backend's, the path that is asked for, and the first version in which the server is added without a reload.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "PLAIN", "", "/", "2.6" },
        { "PLAIN weight 3", "", "/", "2.6" },
        { "PLAIN weight 0", "", "/", "2.6" },
        { "PLAIN backup", "", "/", "2.6" },
        { "PLAIN id 7", "", "/", "2.6" },
        { "PLAIN check inter 100ms", "", "/", "2.6" },
        { "PLAIN check inter 100ms rise 1 fall 2 fastinter 50ms downinter 70ms", "option httpchk", "/", "2.6" },
        { "PLAIN maxconn 10", "", "/", "2.6" },
        { "PLAIN minconn 2 maxconn 10", "", "/", "2.6" },
        { "PLAIN minconn 10 maxconn 4", "fullconn 5", "/", "2.6" },
        { "PLAIN maxconn 3 maxqueue 5", "", "/", "2.6" },
        { "PLAIN observe layer7 check inter 2s fall 1", "", "/error", "2.6" },
        { "PLAIN observe layer7 error-limit 3 check inter 2s fall 1", "", "/error", "2.6" },
        { "PLAIN observe layer7 on-error mark-down check inter 2s", "", "/error", "2.6" },
        { "PLAIN source 127.0.0.1", "", "/", "2.6" },
        { "PLAIN pool-max-conn 0", "", "/", "2.6" },
        { "PLAIN pool-max-conn 3 pool-purge-delay 3s pool-low-conn 1", "http-reuse always", "/", "2.6" },
        { "PLAIN on-marked-down shutdown-sessions on-marked-up shutdown-backup-sessions", "", "/", "2.6" },
        { "PLAIN tfo", "", "/", "2.6" },
        { "PROXY send-proxy", "", "/", "2.6" },
        { "PROXY send-proxy-v2 proxy-v2-options crc32c", "", "/", "2.6" },
        { "PROXY send-proxy-v2 check inter 100ms check-send-proxy", "", "/", "2.6" },
        { "PROXY send-proxy check inter 100ms", "option httpchk", "/", "2.6" },
        { "PROXY send-proxy-v2 check inter 100ms", "option httpchk", "/", "2.6" },
        { "TLS ssl verify none", "", "/", "2.6" },
        { "TLS ssl verify none check inter 100ms", "option httpchk", "/", "2.6" },
        { "TLS ssl verify none check inter 100ms check-ssl check-sni localhost sni str(localhost)", "option httpchk", "/", "2.6" },
        { "TLS ssl verify required ca-file CERT verifyhost localhost", "server before TLS ssl ca-file CERT disabled", "/", "2.6" },
        { "TLS ssl verify required ca-file CERT", "", "/", Never },
        { "TLS ssl verify none alpn h2", "", "/", "3.0" },
        { "TLS ssl verify none ws h2", "", "/", "3.0" },
        { "H2 proto h2", "", "/", "3.0" },
        { "PLAIN proto h1", "", "/", "3.0" },
        { "PLAIN cookie one", "cookie S insert", "/", "3.0" },
        { "PLAIN", "cookie S insert dynamic\n  dynamic-cookie-key secret", "/", "3.0" },
        { "PLAIN max-reuse 3", "", "/", Never },
        { "PLAIN non-stick", "", "/", Never },
        { "PLAIN tcp-ut 3s", "", "/", Never },
    };

    /// <summary>Each of them with each program.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string, string>> CasesOfAll =>
        from binary in Haproxies.All
        from one in Cases
        select new TheoryDataRow<string, string, string, string, string>(binary.Data, one.Data.Item1, one.Data.Item2, one.Data.Item3, one.Data.Item4) { Skip = binary.Skip };

    [Theory]
    [MemberData(nameof(CasesOfAll))]
    public async Task A_server_that_is_added_is_like_a_fresh_one(string binary, string line, string backend, string path, string liveSince)
    {
        await using AnsweringServers answering = await AnsweringServers.StartAsync(binary);
        await using Served served = await Served.StartAsync(binary, "", options: $"balance leastconn\n  {answering.Fill(backend)}");
        HaproxyVersion version = await ServerKeywordTests.VersionAsync(served.Haproxy);

        ReloadResult result = await served.DeliverAsync($"  server s1 {answering.Fill(line)}\n");

        bool isLive = version.IsAtLeast(HaproxyVersion.Parse(liveSince)!.Value);
        Assert.StartsWith(isLive ? "runtime: +1 server in b" : "reloaded", result.Message);
        string[] added = await ObserveAsync(served, path, line.Contains(" check ", StringComparison.Ordinal));
        await served.ReloadByHandAsync();
        string[] fresh = await ObserveAsync(served, path, line.Contains(" check ", StringComparison.Ordinal));
        string[] differences = [.. added.Except(fresh).Select(one => $"added: {one}"), .. fresh.Except(added).Select(one => $"fresh: {one}")];
        output.WriteLine(string.Join('\n', differences));
        Assert.Empty(differences);
    }

    // One difference that stays: a server that comes is warmed up, one of HAProxy's start is not.
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_is_added_with_slowstart_is_warmed_up(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "");

        ReloadResult result = await served.DeliverAsync("  server s1 127.0.0.1:9 weight 100 slowstart 1h\n");

        Assert.Equal("runtime: +1 server in b", result.Message);
        Assert.DoesNotContain(NotWarming, await ColumnsAsync(served, "show stat", ',', "svname"));
        await served.ReloadByHandAsync();
        Assert.Contains(NotWarming, await ColumnsAsync(served, "show stat", ',', "svname"));
    }

    private static async Task<string[]> ObserveAsync(Served served, string path, bool isChecked)
    {
        if (isChecked)
        {
            await Eventually.HoldsAsync(
                async () => await ColumnsAsync(served, "show stat", ',', "svname") is var row && row.Any(column => column is "check_status=L4OK" or "check_status=L6OK" or "check_status=L7OK"),
                "its check has found it up");
        }

        var answers = new List<string>();
        using (var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) })
        {
            for (int request = 0; request < Requests; request++)
            {
                using HttpResponseMessage response = await http.GetAsync($"http://127.0.0.1:{served.Port}{path}", TestContext.Current.CancellationToken);
                string cookie = response.Headers.TryGetValues("set-cookie", out IEnumerable<string>? values) ? string.Join(',', values) : "";
                answers.Add(string.Create(CultureInfo.InvariantCulture, $"answer {request}: {(int)response.StatusCode} {cookie}"));
            }
        }

        await Eventually.HoldsAsync(async () => (await ColumnsAsync(served, "show stat", ',', "svname")).Contains("scur=0"), "HAProxy has seen the end of the last request");
        return
        [
            .. answers,
            .. (await ColumnsAsync(served, "show stat", ',', "svname")).Select(column => $"stat {column}"),
            .. (await ColumnsAsync(served, "show servers state", ' ', "srv_name")).Select(column => $"state {column}"),
            .. await ConnectionsAsync(served),
        ];
    }

    // As name=value, of the row of s1.
    private static async Task<string[]> ColumnsAsync(Served served, string command, char separator, string name)
    {
        string[][] lines = [.. (await served.Haproxy.AdminAsync(command)).Split('\n').Select(line => Fields(line.TrimStart('#', ' '), separator))];
        string[] names = lines.First(line => line.Contains(name));
        int at = Array.IndexOf(names, name);
        string[] row = lines.Single(line => line.Length > at && line[at] == "s1");
        return [.. names.Zip(row).Where(column => !Passing.Contains(column.First)).Select(column => $"{column.First}={column.Second}")];
    }

    // A field in quotes may hold the separator.
    private static string[] Fields(string line, char separator) =>
        [.. line.Split('"').Select((part, i) => i % 2 == 0 ? part : part.Replace(separator, '_')).Aggregate("", string.Concat).Split(separator)];

    private static async Task<string[]> ConnectionsAsync(Served served)
    {
        string[] lines = (await served.Haproxy.AdminAsync("show servers conn b")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string row = lines.Single(line => line.StartsWith("b/s1 ", StringComparison.Ordinal));
        IEnumerable<string> told = row.Split(' ').Take(Columns)
            .Select((column, place) => MostUsed.Contains(place) ? "-" : Idle.Contains(place) && column != "0" ? "some" : column);
        return [$"conn {string.Join(' ', told)}"];
    }
}
