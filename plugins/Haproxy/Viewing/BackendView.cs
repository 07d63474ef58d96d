using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Viewing;

/// <summary>How one backend stands. Pure.</summary>
internal sealed class BackendView
{
    // Further ones are counted: the details have all.
    private const int MostNamed = 3;

    private readonly string name;
    private readonly IReadOnlyList<(ViewedServer Server, Server? Written)> servers;
    private readonly IReadOnlyList<RemovedServer> removed;
    private readonly IReadOnlyList<string> missing;

    /// <summary>Puts together what HAProxy shows and what the file says.</summary>
    /// <param name="backend">The backend of the file in place.</param>
    /// <param name="shown">Its servers as HAProxy shows them.</param>
    /// <param name="leave">What is known of a server that has left.</param>
    public BackendView(Backend backend, IEnumerable<ViewedServer> shown, Func<ViewedServer, RemovedServer> leave)
    {
        name = backend.Name;
        ILookup<bool, ViewedServer> byLeft = shown.ToLookup(server => backend.Obstacle is null && backend.Find(server.Key.Server) is null && (server.IsDraining || server.IsInMaintenance));
        servers = [.. byLeft[false].Select(server => (server, backend.Find(server.Key.Server)))];
        removed = [.. byLeft[true].Select(leave)];
        missing = backend.Obstacle is null ? [.. backend.Servers.Select(server => server.Name).Except(servers.Select(each => each.Server.Key.Server), StringComparer.Ordinal)] : [];
    }

    /// <summary>Servers that are in the file.</summary>
    public int Count => servers.Count + missing.Count;

    /// <summary>Whether HAProxy has the backend.</summary>
    public bool IsShown => servers.Count + removed.Count > 0;

    /// <summary>Those that get traffic.</summary>
    public int Up => servers.Count(each => each.Server.IsUp);

    /// <summary>Servers that have left.</summary>
    public int Removed => removed.Count;

    /// <summary>The sessions of those.</summary>
    public int RemovedSessions => removed.Sum(each => each.Server.Sessions);

    /// <summary>As it is told.</summary>
    public ProgramPart Part => new(name, string.Join("; ", ((string[])[Servers(), Weights(), Leaving()]).Where(text => text.Length > 0)))
    {
        IsWell = Up == Count && Removed == 0 && !servers.Any(HasOtherWeight),
        Numbers = new Dictionary<string, long> { ["servers"] = Count, ["up"] = Up, ["removed"] = Removed, ["removed_sessions"] = RemovedSessions },
        Details = [.. servers.Select(Detail), .. missing.Select(server => new ProgramPart(server, "not in HAProxy") { IsWell = false }), .. removed.Select(Detail)],
    };

    private static ProgramPart Detail((ViewedServer Server, Server? Written) each) => new(each.Server.Key.Server, ServerWords.Of(each.Server, each.Written))
    {
        IsWell = each.Server.IsUp && !HasOtherWeight(each),
        Numbers = new Dictionary<string, long> { ["up"] = each.Server.IsUp ? 1 : 0, ["weight"] = each.Server.Weight, ["sessions"] = each.Server.Sessions },
    };

    private static ProgramPart Detail(RemovedServer each) => new(each.Server.Key.Server, $"removed, {each.Words}")
    {
        IsWell = false,
        Numbers = new Dictionary<string, long> { ["removed"] = 1, ["sessions"] = each.Server.Sessions },
    };

    private static bool HasOtherWeight((ViewedServer Server, Server? Written) each) => ServerWords.HasOtherWeight(each.Server, each.Written);

    private string Servers()
    {
        if (Count == 0)
        {
            return "no server";
        }

        string[] notUp = [.. servers.Where(each => !each.Server.IsUp).Select(each => $"{each.Server.Key.Server} {ServerWords.Of(each.Server, each.Written)}").Concat(missing.Select(server => $"{server} not in HAProxy"))];
        int alone = servers.Count(each => ServerWords.IsUnchecked(each.Server));
        string by = alone == 0 ? "" : alone == Up ? ", not checked by HAProxy" : $", {alone} not checked by HAProxy";
        return $"{Up} of {Count} up{by}{Named(notUp)}";
    }

    // Those that are not up have been named.
    private string Weights()
    {
        string[] others = [.. servers.Where(each => each.Server.IsUp && HasOtherWeight(each)).Select(each => $"{each.Server.Key.Server} {ServerWords.Of(each.Server, each.Written)}")];
        return string.Join(", ", Some(others));
    }

    private string Leaving()
    {
        if (Removed == 0)
        {
            return "";
        }

        RemovedServer last = removed.MaxBy(each => each.End ?? DateTimeOffset.MaxValue)!;
        string until = RemovedSessions == 0 ? "" : $" {(removed.FirstOrDefault(each => !each.Server.IsInMaintenance && each.Server.Sessions > 0) is null ? last : LastToDrain()).Until}";
        return $"{(Removed == 1 ? "1 removed server" : $"{Removed} removed servers")} with {RemovedServer.Sessions(RemovedSessions)}{until}";
    }

    private RemovedServer LastToDrain() => removed.Where(each => !each.Server.IsInMaintenance).MaxBy(each => each.End ?? DateTimeOffset.MaxValue)!;

    private static string Named(string[] texts) => texts.Length == 0 ? "" : $" ({string.Join("; ", Some(texts))})";

    private static IEnumerable<string> Some(string[] texts) => texts.Length <= MostNamed ? texts : [.. texts.Take(MostNamed), $"and {texts.Length - MostNamed} more"];
}
