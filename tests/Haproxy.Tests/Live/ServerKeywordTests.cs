using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>The table of words that a server may have when it is added, held against the real programs.</summary>
public sealed class ServerKeywordTests(ITestOutputHelper output)
{
    // How a word is written where it needs more than any argument. CERT and REVOKED stand for files.
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["addr"] = "check addr 127.0.0.1",
        ["agent-addr"] = "agent-addr 127.0.0.1",
        ["agent-check"] = "agent-check agent-port 9",
        ["agent-send"] = "agent-send hello",
        ["alpn"] = "ssl verify none alpn http/1.1",
        ["ca-file"] = "ssl ca-file CERT",
        ["check-alpn"] = "check check-ssl verify none check-alpn http/1.1",
        ["check-proto"] = "check check-proto h1",
        ["check-sni"] = "check check-ssl verify none check-sni localhost",
        ["check-ssl"] = "check check-ssl verify none",
        ["ciphers"] = "ssl verify none ciphers HIGH",
        ["ciphersuites"] = "ssl verify none ciphersuites TLS_AES_128_GCM_SHA256",
        ["client-sigalgs"] = "ssl verify none client-sigalgs ECDSA+SHA256",
        ["cookie"] = "cookie c1",
        ["crl-file"] = "crl-file REVOKED",
        ["crt"] = "ssl verify none crt CERT",
        ["curves"] = "ssl verify none curves P-256",
        ["guid"] = "guid g1",
        ["hash-key"] = "hash-key addr",
        ["id"] = "id 77",
        ["init-addr"] = "init-addr none",
        ["init-state"] = "init-state up",
        ["interface"] = "source 127.0.0.1 interface lo",
        ["ktls"] = "ssl verify none ktls on",
        ["log-proto"] = "log-proto octet-count",
        ["npn"] = "ssl verify none npn http/1.1",
        ["observe"] = "observe layer7",
        ["on-error"] = "on-error mark-down",
        ["on-marked-down"] = "on-marked-down shutdown-sessions",
        ["on-marked-up"] = "on-marked-up shutdown-backup-sessions",
        ["pool-conn-name"] = "pool-conn-name str(a)",
        ["check-pool-conn-name"] = "check check-pool-conn-name a",
        ["proto"] = "proto h2",
        ["proxy-v2-options"] = "send-proxy-v2 proxy-v2-options crc32c",
        ["resolve-prefer"] = "resolve-prefer ipv4",
        ["resolve-opts"] = "resolve-opts allow-dup-ip",
        ["resolve-net"] = "resolve-net 10.0.0.0/8",
        ["set-proxy-v2-tlv-fmt"] = "send-proxy-v2 set-proxy-v2-tlv-fmt(0xE1) %[int(1)]",
        ["sigalgs"] = "ssl verify none sigalgs ECDSA+SHA256",
        ["sni"] = "ssl verify none sni str(localhost)",
        ["socks4"] = "socks4 127.0.0.1:9",
        ["source"] = "source 127.0.0.1",
        ["ssl"] = "ssl verify none",
        ["ssl-max-ver"] = "ssl verify none ssl-max-ver TLSv1.3",
        ["ssl-min-ver"] = "ssl verify none ssl-min-ver TLSv1.2",
        ["track"] = "track t",
        ["usesrc"] = "source 127.0.0.1 usesrc clientip",
        ["verify"] = "ssl verify none",
        ["verifyhost"] = "ssl verify none verifyhost localhost",
        ["ws"] = "ws auto",
    };

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_word_of_the_table_is_one_that_the_program_takes(string binary)
    {
        using var folder = new TemporaryFolder();
        string certificate = TestCertificate.Write(folder);
        string revoked = TestCertificate.WriteRevoked(folder);
        string reader = $"  server t 127.0.0.1:9 check ssl crt {certificate} ca-file {certificate} crl-file {revoked}\n";
        await using Served served = await Served.StartAsync(binary, reader, options: "balance leastconn\n  option httpchk");
        HaproxyVersion version = await VersionAsync(served.Haproxy);
        Dictionary<string, string> words = await AllWordsAsync(binary);
        Assert.True(words.Count > 90, $"{binary} told {words.Count} words");
        HashSet<string> known = [.. ServerKeywords.Of(version)];
        var claimed = new List<string>();
        var unused = new List<string>();
        foreach (string word in words.Keys.Union(known).Order(StringComparer.Ordinal))
        {
            string options = Examples.GetValueOrDefault(word, $"{word}{words.GetValueOrDefault(word, "")}")
                .Replace("CERT", certificate, StringComparison.Ordinal)
                .Replace("REVOKED", revoked, StringComparison.Ordinal);
            string answer = await served.Haproxy.AdminAsync($"add server b/{word} 127.0.0.1:9 {options}");
            bool isTaken = answer.Contains("New server registered.", StringComparison.Ordinal);
            if (known.Contains(word) && !isTaken)
            {
                claimed.Add($"{options}: {answer.Trim()}");
            }
            else if (!known.Contains(word) && isTaken)
            {
                unused.Add(word);
            }
        }

        output.WriteLine($"HAProxy {version} takes, and the table does not use (which costs a reload): {string.Join(' ', unused)}");
        Assert.True(claimed.Count == 0, string.Join('\n', claimed));
        Assert.DoesNotContain("check", unused);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_word_that_is_not_in_the_table_is_a_reload_and_the_preview_says_so(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "");
        HaproxyVersion version = await VersionAsync(served.Haproxy);
        const string Server = "  server s1 127.0.0.1:9 max-reuse 5\n";
        string reason = $"HAProxy {version} is not known to add a server with option max-reuse without a reload (backend b)";

        ReloadPlan plan = await served.Reload.Plan(Haproxies.Change(served.Haproxy, served.Text(""), served.Text(Server)), CancellationToken.None);
        ReloadResult result = await served.DeliverAsync(Server);

        Assert.Equal($"reload: {reason}; also +1 server in b", plan.Summary);
        Assert.StartsWith("reloaded", result.Message);
        Assert.Contains(served.Log.Lines, line => line.EndsWith($"HAProxy has to be reloaded: {reason}", StringComparison.Ordinal));

        // No command was given that HAProxy would have refused.
        Assert.DoesNotContain(served.Log.Lines, line => line.Contains("cannot be changed at runtime", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Without_a_socket_the_preview_asks_the_program(string binary)
    {
        await using var haproxy = RealHaproxy.Prepare("", binary);
        using HaproxyReload reload = Haproxies.ReloadFor(haproxy);
        const string Before = "backend b\n  mode http\n";

        ReloadPlan plan = await reload.Plan(Haproxies.Change(haproxy, Before, $"{Before}  server s1 10.0.0.1:80 cookie c1\n"), CancellationToken.None);

        bool isNewer = binary == RealHaproxy.Binaries[1];
        Assert.Equal(isNewer ? "runtime: +1 server in b" : "reload: HAProxy 2.6 is not known to add a server with option cookie without a reload (backend b); also +1 server in b", plan.Summary);
    }

    internal static async Task<HaproxyVersion> VersionAsync(RealHaproxy haproxy)
    {
        string info = await haproxy.AdminAsync("show info");
        return HaproxyVersion.Parse(info.Split("\nVersion: ")[1]) ?? throw new InvalidOperationException(info);
    }

    // Each with arguments that stand for any.
    private static async Task<Dictionary<string, string>> AllWordsAsync(string binary)
    {
        const string Start = "server <name> <addr> ";
        ChildCommandResult result = await ChildCommand.RunAsync([binary, "-dKall", "-c", "-f", "/dev/null"], TimeSpan.FromSeconds(20), cancellationToken: TestContext.Current.CancellationToken);
        return result.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(Start, StringComparison.Ordinal))
            .Select(line => line[Start.Length..].Split(' '))
            .DistinctBy(words => words[0])
            .ToDictionary(words => words[0], words => words.Length > 1 && words[1] != "+-1" ? " 5" : "", StringComparer.Ordinal);
    }
}
