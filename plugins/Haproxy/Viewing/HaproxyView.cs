using Basenode.Haproxy.Live;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;

namespace Basenode.Haproxy.Viewing;

/// <summary>Tells how the running HAProxy sees the backends of the files in place. Reads only, on one connection; may overlap with everything else.</summary>
/// <param name="own">What is remembered of a server that was taken out; null for nothing.</param>
internal sealed class HaproxyView(HaproxySettings settings, Func<ServerKey, OwnServer?> own, TimeProvider time)
{
    private const string StateCommand = "show servers state";

    // Of all proxies: those that are servers.
    private const string StatCommand = "show stat -1 4 -1";

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);
    private readonly HaproxySocket socket = new(settings.AdminSocket, time);

    /// <summary>Asks HAProxy.</summary>
    /// <returns>Null where it cannot be asked, or has none of these backends.</returns>
    /// <exception cref="InvalidOperationException">It does not answer, though it listens.</exception>
    public async Task<ProgramPart?> DescribeAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        SocketReply reply = await socket.AskAllAsync([StateCommand, StatCommand], Limit, cancellationToken);
        if (reply.Kind is SocketReplyKind.Broken)
        {
            throw new InvalidOperationException(reply.Text);
        }

        int second = reply.Text.IndexOf("\n\n# ", StringComparison.Ordinal);
        return reply.Kind is SocketReplyKind.Answered && second >= 0
            && ServerRows.Parse(reply.Text[..(second + 2)]) is { } told && StatTable.Parse(reply.Text[(second + 2)..]) is { } stat
            ? Describe(change, [.. ViewedServer.AllIn(stat, told)])
            : null;
    }

    private ProgramPart? Describe(ReloadChange change, IReadOnlyList<ViewedServer> all)
    {
        ILookup<string, ViewedServer> shown = all.ToLookup(server => server.Key.Backend, StringComparer.Ordinal);
        BackendView[] views = [.. BackendChange.Unchanged(change).After.Values.Select(backend => new BackendView(backend, shown[backend.Name], Leave))];
        if (!views.Any(view => view.IsShown))
        {
            return null;
        }

        (int count, int up, int removed, int sessions) = (views.Sum(view => view.Count), views.Sum(view => view.Up), views.Sum(view => view.Removed), views.Sum(view => view.RemovedSessions));
        int empty = views.Count(view => view.Count == 0);
        string[] texts =
        [
            $"{Counted(views.Length, "backend")}, {up} of {Counted(count, "server")} up",
            empty > 0 ? $"{Counted(empty, "backend")} without servers" : "",
            removed > 0 ? $"{Counted(removed, "removed server")} with {RemovedServer.Sessions(sessions)}" : "",
        ];
        ProgramPart[] parts = [.. views.Select(view => view.Part)];
        return new ProgramPart("haproxy", string.Join("; ", texts.Where(text => text.Length > 0)))
        {
            IsWell = parts.All(part => part.IsWell),
            Numbers = new Dictionary<string, long> { ["backends"] = views.Length, ["servers"] = count, ["up"] = up, ["removed"] = removed, ["removed_sessions"] = sessions },
            Details = parts,
        };
    }

    private RemovedServer Leave(ViewedServer server) => new(
        server, own(server.Key) is { IsLeaving: true } known ? time.GetUtcNow() - time.GetElapsedTime(known.Since) : null, settings.DrainTime);

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
