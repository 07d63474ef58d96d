namespace Basenode.Haproxy.Model;

/// <summary>Finds the backends of a configuration with what each takes from its <c>defaults</c> section.</summary>
internal sealed class BackendReader
{
    private static readonly HashSet<string> Dynamic = new(StringComparer.Ordinal) { "roundrobin", "leastconn", "first", "random" };
    private readonly Dictionary<string, Section> named = new(StringComparer.Ordinal);
    private readonly string? conditions;
    private Section? last;

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
                reader.Remember(section);
            }
            else if (section.HasServers && section.Name.Length > 0)
            {
                Backend backend = reader.ReadOne(section);
                backends[section.Name] = backends.ContainsKey(section.Name) ? backend with { Obstacle = "its name stands twice" } : backend;
            }
        }

        return backends;
    }

    private void Remember(Section section)
    {
        last = section;
        if (section.Name is { Length: > 0 } name)
        {
            named[name] = section;
        }
    }

    private Backend ReadOne(Section section)
    {
        IReadOnlyList<Directive> defaults = DefaultsOf(section)?.Directives ?? [];
        List<string> inherited = [.. defaults.Where(line => line.Keyword == "default-server").SelectMany(line => line.Words.Skip(1))];
        var servers = new List<Server>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? obstacle = conditions;
        foreach (Directive line in section.Directives)
        {
            switch (line.Keyword)
            {
                case "default-server":
                    inherited.AddRange(line.Words.Skip(1));
                    break;
                case "server-template":
                    obstacle ??= "it has a server-template";
                    break;
                case "server" when ServerLine.Read(line.Words, inherited) is { } server && names.Add(server.Name):
                    servers.Add(server);
                    break;
                case "server":
                    obstacle ??= $"line {line.Line} names no server of its own";
                    break;
            }
        }

        string balance = Algorithm(LastOf(section.Directives, "balance") ?? LastOf(defaults, "balance"));
        Directive? hash = LastOf(section.Directives, "hash-type") ?? LastOf(defaults, "hash-type");
        return new Backend
        {
            Name = section.Name,
            Servers = servers,
            Balance = balance,
            IsDynamic = Dynamic.Contains(balance) || (balance != "static-rr" && hash is { Words: [_, "consistent", ..] }),
            Obstacle = obstacle,
        };
    }

    private Section? DefaultsOf(Section section) =>
        section.Header is { Words: [_, _, "from", var name, ..] } ? named.GetValueOrDefault(name) : last;

    private static Directive? LastOf(IEnumerable<Directive> directives, string keyword) => directives.LastOrDefault(line => line.Keyword == keyword);

    // Without one HAProxy takes roundrobin, and versions from 3.3 on random: both take servers while it runs. An argument is not part of the name: random(2).
    private static string Algorithm(Directive? balance) => balance is { Words: [_, var name, ..] } ? name.Split('(')[0] : "roundrobin";
}
