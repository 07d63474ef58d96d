using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>Finds out what differs between the servers of two versions of a backend, and whether HAProxy can be given it while it runs. Pure.</summary>
internal sealed class ServerComparison
{
    private readonly List<ServerChange> changes = [];
    private readonly List<string> obstacles = [];

    private readonly HaproxyVersion version;
    private readonly ServerFiles files;
    private readonly Func<string, string, bool> isUsed;

    private ServerComparison(HaproxyVersion version, ServerFiles files, Func<string, string, bool> isUsed) => (this.version, this.files, this.isUsed) = (version, files, isUsed);

    /// <summary>What changes, backend by backend.</summary>
    public IReadOnlyList<ServerChange> Changes => changes;

    /// <summary>Why it needs a reload nevertheless; empty when it does not.</summary>
    public IReadOnlyList<string> Obstacles => obstacles;

    /// <summary>Compares the servers of all backends that both have and whose servers are known from the file alone.</summary>
    /// <param name="version">The running HAProxy's.</param>
    /// <param name="isUsed">Whether a rule of the new file names a server of a backend.</param>
    public static ServerComparison Compare(
        IReadOnlyDictionary<string, Backend> before,
        IReadOnlyDictionary<string, Backend> after,
        HaproxyVersion version,
        Func<string, string, bool>? isUsed = null)
    {
        var comparison = new ServerComparison(version, ServerFiles.Of(before.Values), isUsed ?? ((_, _) => false));
        foreach (Backend backend in after.Values)
        {
            if (before.TryGetValue(backend.Name, out Backend? old) && !ReferenceEquals(old, backend) && old.Obstacle is null && backend.Obstacle is null)
            {
                comparison.CompareOne(old, backend);
            }
        }

        return comparison;
    }

    /// <summary>Makes the changes to a table of backends: what the running HAProxy has afterwards.</summary>
    public static IReadOnlyDictionary<string, Backend> Apply(IReadOnlyDictionary<string, Backend> before, IEnumerable<ServerChange> changes)
    {
        var result = new Dictionary<string, Backend>(before, StringComparer.Ordinal);
        foreach (ServerChange change in changes)
        {
            Backend backend = result[change.Backend];
            IReadOnlyList<Server> servers = change.Kind switch
            {
                ServerChangeKind.Added => [.. backend.Servers, change.Server],
                ServerChangeKind.Removed => [.. backend.Servers.Where(server => server.Name != change.Server.Name)],
                _ => [.. backend.Servers.Select(server => server.Name == change.Server.Name ? Alter(server, change) : server)],
            };
            result[change.Backend] = backend with { Servers = servers };
        }

        return result;
    }

    private static Server Alter(Server server, ServerChange change) => change.Kind switch
    {
        ServerChangeKind.Moved => server with { Endpoint = change.Server.Endpoint },
        ServerChangeKind.Weighted => server with { Weight = change.Server.Weight },
        _ => server with { IsDisabled = change.Server.IsDisabled },
    };

    private void CompareOne(Backend before, Backend after)
    {
        int known = changes.Count;
        Dictionary<string, Server> old = before.Servers.ToDictionary(server => server.Name, StringComparer.Ordinal);
        foreach (Server server in after.Servers)
        {
            if (!old.Remove(server.Name, out Server? predecessor))
            {
                changes.Add(new ServerChange(ServerChangeKind.Added, after.Name, server));
            }
            else
            {
                CompareOne(after, predecessor, server);
            }
        }

        changes.AddRange(before.Servers.Where(server => old.ContainsKey(server.Name))
            .Select(server => new ServerChange(ServerChangeKind.Removed, after.Name, server)));
        Judge(before, after, changes[known..]);
    }

    private void CompareOne(Backend backend, Server before, Server after)
    {
        if (!after.HasOptionsOf(before) || (after.Endpoint is null != before.Endpoint is null))
        {
            obstacles.Add(backend.IsConsistent && ServerNumbers.Others(before).SequenceEqual(ServerNumbers.Others(after), StringComparer.Ordinal)
                ? $"server {after.Name} of {backend.Name} would get another number, and the consistent hash depends on the numbers; a server with an id keeps its number"
                : $"server {after.Name} of {backend.Name} has other options");
        }

        if (!Equals(before.Endpoint, after.Endpoint))
        {
            changes.Add(new ServerChange(ServerChangeKind.Moved, backend.Name, after));
        }

        if (before.Weight != after.Weight)
        {
            changes.Add(new ServerChange(ServerChangeKind.Weighted, backend.Name, after));
        }

        if (before.IsDisabled != after.IsDisabled)
        {
            changes.Add(new ServerChange(ServerChangeKind.Switched, backend.Name, after));
        }
    }

    private void Judge(Backend before, Backend after, IReadOnlyList<ServerChange> own)
    {
        if (ServerOrder.Obstacle(before, after) is { } order)
        {
            obstacles.Add(order);
        }
        else if (own.FirstOrDefault(change => ComesOrGoes(change) && (isUsed(after.Name, change.Server.Name) || change.Server.Options.Contains("track"))) is { } named)
        {
            obstacles.Add($"server {named.Server.Name} of {after.Name} was added or removed, and a rule of the file names it or it tracks another server");
        }
        else if (own.FirstOrDefault(change => change.Kind is ServerChangeKind.Weighted && change.Server.Options.Contains("agent-check")) is { } percent)
        {
            obstacles.Add($"the weight of server {percent.Server.Name} of {after.Name} changed, and its agent sets a percentage of the weight that HAProxy read at its start");
        }
        else if (own.FirstOrDefault(change => NeedsDynamic(change, after)) is { } refused)
        {
            obstacles.Add($"server {refused.Server.Name} of {after.Name} changed, and balance {after.Balance} allows that only with a reload");
        }
        else if (own.FirstOrDefault(change => !CommandWords.AreSafe(change.Backend, change.Server)) is { } unsafeChange)
        {
            obstacles.Add($"server {unsafeChange.Server.Name} of {after.Name} has words that HAProxy's command line does not accept");
        }
        else if (own.Where(change => change.Kind is ServerChangeKind.Added).Select(change => Adding.Obstacle(after, change.Server, version) ?? files.Obstacle(after, change.Server)).OfType<string>().FirstOrDefault() is { } other)
        {
            obstacles.Add(other);
        }
    }

    private static bool NeedsDynamic(ServerChange change, Backend backend) => change.Kind switch
    {
        ServerChangeKind.Added => backend.IsOrdered,
        ServerChangeKind.Removed or ServerChangeKind.Weighted => !backend.IsDynamic,
        _ => false,
    };

    private static bool ComesOrGoes(ServerChange change) => change.Kind is ServerChangeKind.Added or ServerChangeKind.Removed;
}
