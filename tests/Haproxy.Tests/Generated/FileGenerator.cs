using System.Collections.Immutable;
using System.Globalization;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>Makes configurations as people write them, and changes them as people and clusters do. Everything comes from the seed.</summary>
internal sealed class FileGenerator(int seed)
{
    private static readonly string[] Balances =
        ["roundrobin", "roundrobin", "leastconn", "leastconn", "static-rr", "first", "source", "uri", "url_param id", "hdr(X-Key)", "random"];

    private const string Tls = "ssl verify none";
    private const string AgentCheck = "agent-check";

    // The usual way, mostly.
    private static readonly string[] Addresses =
        [.. Enumerable.Repeat("127.0.0.1:PORT", 22), "localhost:PORT", "\"127.0.0.1:PORT\"", "'127.0.0.1':PORT", "\"${HOST}:PORT\"", "127.0.0.\\x31:PORT"];

    private readonly Random random = new(seed);
    private int next;
    private bool hasResolvers;

    /// <summary>A new file.</summary>
    public GeneratedFile File()
    {
        ImmutableList<GeneratedDefaults> defaults = [new GeneratedDefaults("", null, DefaultLines())];
        if (Chance(40))
        {
            defaults = defaults.Add(new GeneratedDefaults("base", null, DefaultLines()));
            defaults = Chance(50) ? defaults.Add(new GeneratedDefaults("web", "base", DefaultLines())) : defaults;
            defaults = Chance(30) ? defaults.Add(new GeneratedDefaults("deep", defaults[^1].Name, DefaultLines())) : defaults;
        }

        hasResolvers = Chance(30);
        string?[] froms = [null, .. defaults.Skip(1).Select(section => section.Name)];
        return new GeneratedFile(defaults, [.. Enumerable.Range(1, random.Next(1, 4)).Select(number => Backend($"b{number}", froms))], random.Next(420)) { Resolvers = hasResolvers ? ResolverLines() : [] };
    }

    /// <summary>The file with one change.</summary>
    public GeneratedFile Change(GeneratedFile file)
    {
        int which = random.Next(file.Backends.Count);
        GeneratedBackend backend = file.Backends[which];
        return random.Next(25) switch
        {
            < 4 => With(backend with { Servers = backend.Servers.Insert(Chance(70) ? backend.Servers.Count : random.Next(backend.Servers.Count + 1), Server(backend)) }),
            < 8 when backend.Servers.Count > 0 => With(backend with { Servers = backend.Servers.RemoveAt(random.Next(backend.Servers.Count)) }),
            < 10 => OneServer(server => server with { Provider = Provider(server.Options) }),
            < 12 => OneServer(server => server with { Options = Replaced(server.Options, "weight", $"weight {random.Next(1, 20)}") }),
            12 => OneServer(server => server with { Options = Toggled(server.Options, "disabled") }),
            13 => OneServer(server => server with { Options = Toggled(server.Options, "backup") }),
            14 => OneServer(server => server with { Options = Replaced(server.Options, "maxconn", $"maxconn {random.Next(20, 60)}") }),
            15 => With(backend with { Servers = [.. backend.Servers.OrderBy(_ => random.Next())] }),
            16 => With(backend with { Lines = BackendLines() }),
            17 => With(backend with { Late = LateLines() }),
            18 => file with { Layout = random.Next(420) },
            19 => OneServer(server => server with { Options = server.Options.Contains(AgentCheck, StringComparison.Ordinal) ? WithoutAgent(server.Options) : $"{server.Options} {Agent()}".Trim() }),
            20 => OneServer(WithOtherTls),
            21 when hasResolvers => file with { Resolvers = ResolverLines() },
            22 when file.Defaults.Count > 1 => OneDefaults(random.Next(1, file.Defaults.Count)),
            23 => With(backend with { IsSecure = !backend.IsSecure }),
            _ => OneDefaults(0),
        };

        GeneratedFile OneDefaults(int which) => file with { Defaults = file.Defaults.SetItem(which, file.Defaults[which] with { Lines = DefaultLines() }) };

        GeneratedFile With(GeneratedBackend changed) => file with { Backends = file.Backends.SetItem(which, changed) };

        GeneratedFile OneServer(Func<GeneratedServer, GeneratedServer> change)
        {
            if (backend.Servers.Count == 0)
            {
                return file with { Layout = random.Next(420) };
            }

            int one = random.Next(backend.Servers.Count);
            return With(backend with { Servers = backend.Servers.SetItem(one, change(backend.Servers[one])) });
        }
    }

    private GeneratedBackend Backend(string name, string?[] froms)
    {
        var backend = new GeneratedBackend(name, Chance(20), froms[random.Next(froms.Length)], BackendLines(), [], LateLines()) { IsSecure = Chance(20), IsQuoted = Chance(10) };
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            backend = backend with { Servers = backend.Servers.Add(Server(backend)) };
        }

        return backend with { Lines = backend.Lines.AddRange(Rules(backend)) };
    }

    // Rules that name a server.
    private IEnumerable<string> Rules(GeneratedBackend backend)
    {
        string name = backend.Servers[random.Next(backend.Servers.Count)].Name;
        if (Chance(8))
        {
            yield return $"use-server {name} if {{ path_end 7 }}";
        }

        if (Chance(6))
        {
            yield return $"http-request deny if {{ path_end 9 }} !{{ srv_is_up({backend.Name}/{name}) }}";
        }
    }

    private GeneratedServer Server(GeneratedBackend backend)
    {
        string name = $"s{++next}";
        string written = Chance(4) ? $"\"{name}\"" : Chance(2) ? $"'{name}'" : Chance(2) ? $"{name}-${{NM}}" : name;
        string[] options =
        [
            .. Maybe(30, $"weight {random.Next(1, 20)}"),
            .. Maybe(2, "weight \"${W}\""),
            .. Maybe(2, "maxconn ${M}"),
            .. Maybe(10, Agent()),
            .. Maybe(12, Tls),
            .. hasResolvers ? Maybe(25, $"resolvers dns{(Chance(50) ? " init-addr last,libc,none" : "")}") : Maybe(4, "init-addr last,none"),
            .. Maybe(30, $"{(Chance(5) ? "\"check\"" : "check")} inter 200ms{(Chance(30) ? " rise 1 fall 2" : "")}"),
            .. Maybe(10, "backup"),
            .. Maybe(6, "disabled"),
            .. Maybe(12, $"maxconn {random.Next(20, 60)}"),
            .. Maybe(6, $"id {1000 + next}"),
            .. Maybe(5, "on-marked-down shutdown-sessions"),
            .. Maybe(4, "pool-max-conn 5"),
            .. Maybe(3, "observe layer4 error-limit 10 on-error mark-down"),
            .. backend.Lines.Any(line => line.StartsWith("cookie ", StringComparison.Ordinal)) ? Maybe(80, $"cookie c{next}") : [],
            .. backend.Servers.FirstOrDefault(server => server.Options.Contains("check", StringComparison.Ordinal)) is { } tracked ? Maybe(6, $"track {backend.Name}/{tracked.Name}") : [],
        ];
        string words = string.Join(' ', options);
        return new GeneratedServer(written, Provider(words), Addresses[random.Next(Addresses.Length)], words);
    }

    // One that speaks as the server line does.
    private int Provider(string options) => options.Split(' ').Contains("ssl") ? Surroundings.Plain + random.Next(Surroundings.Secure) : random.Next(Surroundings.Plain);

    private GeneratedServer WithOtherTls(GeneratedServer server)
    {
        string options = server.Options.Split(' ').Contains("ssl") ? server.Options.Replace(Tls, "", StringComparison.Ordinal).Trim() : $"{server.Options} {Tls}".Trim();
        return server with { Options = options, Provider = Provider(options) };
    }

    private string Agent() => $"{AgentCheck} agent-port AGENT{random.Next(Surroundings.AgentCount)} agent-inter 200ms";

    private static string WithoutAgent(string options)
    {
        List<string> words = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        words.RemoveRange(words.IndexOf(AgentCheck), 5);
        return string.Join(' ', words);
    }

    // Nobody answers there: servers are written by address, so that nobody needs to be asked.
    private ImmutableList<string> ResolverLines() => ["nameserver ns1 127.0.0.1:9", $"hold valid {random.Next(1, 20)}s", .. Maybe(30, "accepted_payload_size 4096")];

    private ImmutableList<string> BackendLines()
    {
        string balance = Balances[random.Next(Balances.Length)];
        bool isHash = balance.Split(' ', '(')[0] is "source" or "uri" or "url_param" or "hdr";
        return
        [
            .. Maybe(15, "# the servers of the team"),
            .. Maybe(85, Chance(8) && !balance.Contains(' ', StringComparison.Ordinal) ? $"balance \"{balance}\"" : $"balance {balance}"),
            .. isHash ? Maybe(50, Chance(70) ? "hash-type consistent" : "hash-type map-based") : [],
            .. Maybe(15, "cookie SRV insert indirect nocache"),
            .. Maybe(4, "dynamic-cookie-key \"a key\""),
            .. Maybe(10, "option httpchk GET /"),
            .. Maybe(10, "option allbackups"),
            .. Maybe(10, "option redispatch"),
            .. Maybe(10, "http-request set-header X-Words \"two words\" if { path_end 1 }"),
            .. Maybe(8, "stick-table type string len 32 size 1k expire 1m"),
            .. DefaultServer(25),
        ];
    }

    private ImmutableList<string> LateLines() => [.. DefaultServer(8), .. Maybe(5, "retries 2")];

    private ImmutableList<string> DefaultLines() => [.. Maybe(20, "balance leastconn"), .. Maybe(20, "option redispatch"), .. DefaultServer(30), .. Maybe(5, "retries 3")];

    private IEnumerable<string> DefaultServer(int percent) => Maybe(
        percent, $"default-server {random.Next(4) switch { 0 => $"weight {random.Next(1, 9)}", 1 => "inter 200ms fall 2 rise 1", 2 => "maxconn 50", _ => "check inter 200ms" }}");

    private IEnumerable<string> Maybe(int percent, string line) => Chance(percent) ? [line] : [];

    private bool Chance(int percent) => random.Next(100) < percent;

    private static string Toggled(string options, string word) => options.Split(' ').Contains(word)
        ? string.Join(' ', options.Split(' ').Where(option => option != word))
        : string.Create(CultureInfo.InvariantCulture, $"{options} {word}").Trim();

    // With its value.
    private static string Replaced(string options, string word, string by)
    {
        List<string> words = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        int at = words.IndexOf(word);
        if (at >= 0)
        {
            words.RemoveRange(at, 2);
        }

        return string.Join(' ', [.. words, by]);
    }
}
