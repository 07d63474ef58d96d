using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>Brings servers that left the file to their end: drained until their connections are gone or their time is over, then in maintenance, then deleted.</summary>
/// <remarks>A server that has a connection without end stays in maintenance, where it gets no traffic, and is tried again.</remarks>
internal sealed class DrainReaper(HaproxySettings settings, WorkerSocket worker, LiveServers live, TimeProvider time, ILogger log)
{
    // A connection may just be on its way to a server when it is told to drain, and is not counted yet.
    private static readonly TimeSpan LeastDrain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnotherTry = TimeSpan.FromSeconds(5);
    private readonly Dictionary<ServerKey, long> refusedAt = [];

    /// <summary>Takes every server that left the file one step further, if it is time.</summary>
    /// <returns>Whether there are any left.</returns>
    public async Task<bool> CollectAsync(IReadOnlyDictionary<string, Backend> wanted, CancellationToken cancellationToken)
    {
        if ((await worker.ReadAsync(cancellationToken)).State?.Rows is not { } rows)
        {
            return false;
        }

        int left = 0;
        foreach (Backend backend in wanted.Values.Where(backend => backend.Obstacle is null))
        {
            HashSet<string> names = [.. backend.Servers.Select(server => server.Name)];
            ServerRow[] leaving = [.. rows.Of(backend.Name).Values.Where(row => row.IsOut && !names.Contains(row.Key.Server))];
            if (leaving.Length > 0)
            {
                IReadOnlyDictionary<string, int>? connections = await worker.ConnectionsAsync(leaving[0].BackendId, cancellationToken);
                foreach (ServerRow row in leaving)
                {
                    bool isGone = await CollectOneAsync(row, backend.IsPersistent, connections?.GetValueOrDefault(row.Key.Server, 1) ?? 1, cancellationToken);
                    left += isGone ? 0 : 1;
                }
            }
        }

        if (left == 0)
        {
            refusedAt.Clear();
        }

        return left > 0;
    }

    // True when it is gone.
    private async Task<bool> CollectOneAsync(ServerRow row, bool isPersistent, int connections, CancellationToken cancellationToken)
    {
        OwnServer known = live.Own.GetValueOrDefault(row.Key) is { IsLeaving: true } leaving ? leaving : live.Leave(row.Key, options: null);
        TimeSpan drained = time.GetElapsedTime(known.Since);

        // A client that keeps its server has no connection while it thinks.
        bool keepsClients = isPersistent && settings.KeepPersistentClients && !row.IsInMaintenance;
        bool isDrained = drained >= settings.DrainTime || (connections == 0 && drained >= LeastDrain && !keepsClients);
        bool isTooEarly = refusedAt.TryGetValue(row.Key, out long last) && time.GetElapsedTime(last) < AnotherTry;
        if (isTooEarly || !isDrained)
        {
            return false;
        }

        if (!row.IsInMaintenance)
        {
            await live.GiveAsync(ServerCommand.Maintain(row.Key), cancellationToken);
            return false;
        }

        // Some versions crash when a server is deleted while a stream still waits for it.
        SocketReply? problem = connections > 0
            ? new SocketReply(SocketReplyKind.Refused, "it still has connections")
            : await live.GiveAsync(ServerCommand.Delete(row.Key), cancellationToken);
        if (problem is null)
        {
            refusedAt.Remove(row.Key);
            log.Collected(row.Key.ToString());
            return true;
        }

        if (refusedAt.TryAdd(row.Key, time.GetTimestamp()))
        {
            log.StaysInMaintenance(row.Key.ToString(), problem.Text);
        }

        refusedAt[row.Key] = time.GetTimestamp();
        return false;
    }
}
