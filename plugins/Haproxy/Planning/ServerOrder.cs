using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>Finds out whether the order of a backend's servers changed where it means something. A running HAProxy knows only the order of its start, and has what was added at the end.</summary>
internal static class ServerOrder
{
    /// <summary>Why the new order takes a reload; null when it does not.</summary>
    public static string? Obstacle(Backend before, Backend after) =>
        after.IsOrdered && !HaveSameOrder(before, after, _ => true) ? $"the order of the servers of {after.Name} changed, and this matters to balance {after.Balance}"
        : !HaveSameOrder(before, after, IsBackup) ? $"the order of the backup servers of {after.Name} changed, and the first one that is up gets all requests"
        : IsBeforeBackup(before, after) ? $"a backup server of {after.Name} was inserted before others, and the first one that is up gets all requests"
        : null;

    private static bool IsBackup(Server server) => server.Options.Contains("backup");

    private static bool IsBeforeBackup(Backend before, Backend after)
    {
        Server[] backups = [.. after.Servers.Where(IsBackup)];
        int lastKnown = Array.FindLastIndex(backups, server => before.Find(server.Name) is not null);
        return backups.Take(Math.Max(0, lastKnown)).Any(server => before.Find(server.Name) is null);
    }

    private static bool HaveSameOrder(Backend before, Backend after, Func<Server, bool> counts)
    {
        HashSet<string> common = [.. before.Servers.Where(counts).Select(server => server.Name)];
        common.IntersectWith(after.Servers.Where(counts).Select(server => server.Name));
        return before.Servers.Where(server => common.Contains(server.Name)).Select(server => server.Name)
            .SequenceEqual(after.Servers.Where(server => common.Contains(server.Name)).Select(server => server.Name), StringComparer.Ordinal);
    }
}
