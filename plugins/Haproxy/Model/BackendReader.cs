using System.Runtime.CompilerServices;

namespace Basenode.Haproxy.Model;

/// <summary>Finds the backends of a configuration with what each takes from its <c>defaults</c> sections.</summary>
internal sealed class BackendReader
{
    private static readonly HashSet<string> Dynamic = new(StringComparer.Ordinal) { "roundrobin", "leastconn", "first", "random" };
    // Goes with the files that have the section.
    private static readonly ConditionalWeakTable<object, KnownBackend> Known = [];
    private static readonly EqualityComparer<Directive> SameWords = EqualityComparer<Directive>.Create((one, other) => ReferenceEquals(one?.Words, other?.Words));
    private readonly DefaultsChain defaults = new();
    private readonly string? conditions;

    private BackendReader(string? conditions) => this.conditions = conditions;

    /// <summary>Every backend by its name, in no order.</summary>
    /// <param name="files">All files that HAProxy reads; those without sections have no backends.</param>
    public static IReadOnlyDictionary<string, Backend> Read(IEnumerable<HaproxyFile> files)
    {
        HaproxyFile[] configurations = [.. files.Where(file => file.IsConfiguration)];
        string? conditions = configurations.Length > 1 ? "there is more than one configuration file"
            : configurations.Any(file => file.HasConditions) ? "the file has conditions"
            : null;
        var reader = new BackendReader(conditions);
        var backends = new Dictionary<string, Backend>(StringComparer.Ordinal);
        foreach (Section section in configurations.SelectMany(file => file.Sections))
        {
            if (section.Kind == "defaults")
            {
                reader.defaults.Add(section);
            }
            else if (section.HasServers && section.Name.Length > 0)
            {
                Backend backend = reader.ReadOrFind(section);
                backends[section.Name] = backends.ContainsKey(section.Name) ? backend with { Obstacle = "its name is a duplicate" } : backend;
            }
        }

        return backends;
    }

    // A section that was taken over into this file, below the same defaults. What it cannot have names a line, which may be another one now.
    private Backend ReadOrFind(Section section)
    {
        IReadOnlyList<Directive> inherited = defaults.Of(section);
        if (conditions is null && Known.TryGetValue(section.Content, out KnownBackend? known) && known.Inherited.SequenceEqual(inherited, SameWords))
        {
            return known.Backend;
        }

        Backend backend = ReadOne(section, inherited);
        if (backend.Obstacle is null)
        {
            Known.AddOrUpdate(section.Content, new KnownBackend(inherited, backend));
        }

        return backend;
    }

    private Backend ReadOne(Section section, IReadOnlyList<Directive> inherited)
    {
        List<Directive> serverDefaults = [.. inherited.Where(line => line.Keyword == "default-server")];
        var servers = new List<Server>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? obstacle = conditions ?? (section.Name.Contains('$') ? "its name has a variable" : null);
        foreach (Directive line in section.Directives)
        {
            switch (line.Keyword)
            {
                case "default-server":
                    serverDefaults.Add(line);
                    break;
                case "server-template":
                    obstacle ??= "it has a server-template";
                    break;
                case "server" when ServerLine.Read(line.Words, serverDefaults.SelectMany(words => words.Words.Skip(1))) is { } server && names.Add(server.Name):
                    obstacle ??= ObstacleOf(line, serverDefaults);
                    servers.Add(server);
                    break;
                case "server":
                    obstacle ??= $"the server in line {line.Line} has no address, or its name is a duplicate";
                    break;
            }
        }

        Directive[] lines = [.. inherited, .. section.Directives];
        Directive? hash = LastOf(lines, "hash-type");
        string balance = Algorithm(LastOf(lines, "balance"));
        bool isLog = LastOf(lines, "mode") is { Words: [_, "log", ..] };
        bool isHashed = !Dynamic.Contains(balance) && balance != "static-rr";
        bool isConsistent = isHashed && hash is { Words: [_, "consistent", ..] };
        return new Backend
        {
            Name = section.Name,
            Servers = isConsistent ? ServerNumbers.WriteOut(servers) : servers,
            Balance = balance,
            IsDynamic = !isLog && (Dynamic.Contains(balance) || isConsistent),
            IsConsistent = isConsistent,
            HasExternalChecks = HasExternalChecks(lines),
            HasDynamicCookies = lines.Any(line => line.Keyword == "cookie" && line.Words.Contains("dynamic")),
            IsPersistent = lines.Any(line => line.Words is ["cookie", ..] or ["stick", "on" or "match", ..] or ["persist", ..]),
            Obstacle = obstacle,
        };
    }

    // Only HAProxy knows what a variable holds. As an address or an option it is never given by command; as a name, a weight or a list of words it hides what the file says.
    private static string? ObstacleOf(Directive line, IEnumerable<Directive> serverDefaults)
    {
        Directive? hidden = serverDefaults.Append(line).FirstOrDefault(one => one.Words
            .Select((word, at) => (Word: word, Before: at == 0 ? "" : one.Words[at - 1]))
            .Any(word => word.Word.Contains('$') && (word.Before is "server" or "weight" || word.Word.Contains("[*]", StringComparison.Ordinal))));
        return hidden is null ? null : $"line {hidden.Line} has a variable";
    }

    // Any other kind of check ends it.
    private static bool HasExternalChecks(IEnumerable<Directive> lines) => lines.LastOrDefault(IsCheck) is { Keyword: "option", Words: [_, "external-check", ..] };

    private static bool IsCheck(Directive line) => line.Words switch
    {
        ["option", "external-check" or "tcp-check", ..] => true,
        ["option", var option, ..] => option.EndsWith("chk", StringComparison.Ordinal) || option.EndsWith("-check", StringComparison.Ordinal),
        ["no", "option", "external-check", ..] => true,
        _ => false,
    };

    private static Directive? LastOf(IEnumerable<Directive> directives, string keyword) => directives.LastOrDefault(line => line.Keyword == keyword);

    // Without one HAProxy takes roundrobin, and versions from 3.3 on random: both take servers while it runs. An argument is not part of the name: random(2).
    private static string Algorithm(Directive? balance) => balance is { Words: [_, var name, ..] } ? name.Split('(')[0] : "roundrobin";
}

/// <summary>A backend as it was read from a section.</summary>
/// <param name="Inherited">What it took from <c>defaults</c> sections.</param>
internal sealed record KnownBackend(IReadOnlyList<Directive> Inherited, Backend Backend);
