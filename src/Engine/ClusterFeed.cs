using System.Collections.Immutable;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>The cluster state and what keeps it fresh: the chosen source, and the watcher of local files, which serves any source.</summary>
internal sealed class ClusterFeed(ClusterStore store, IClusterSource source, LocalFileWatcher files, ILogger log) : IAsyncDisposable
{
    private readonly QueryChurn churn = new();
    private ImmutableHashSet<Query> expected = [];

    /// <summary>The newest state.</summary>
    public ClusterState Current => store.Current;

    /// <summary>Where it comes from, without secrets.</summary>
    public string Description => source.Description;

    /// <summary>How many queries are kept fresh.</summary>
    public int Watched { get; private set; }

    /// <summary>Asks at once for what the first pass is expected to read.</summary>
    public void Expect(ImmutableHashSet<Query> queries) => KeepFresh(expected = queries);

    /// <summary>Says the set of queries to keep fresh from now on.</summary>
    /// <param name="isWhole">Whether more are to come when the answers to these are there; until then, what was expected is kept fresh, too.</param>
    public void Watch(ImmutableHashSet<Query> queries, bool isWhole)
    {
        Watched = queries.Count;
        if (churn.Take(queries) is var (before, now))
        {
            Log.QueriesChange(log, QueryChurn.Passes, LogText.Escape($"{before}", 200), LogText.Escape($"{now}", 200));
        }

        expected = isWhole ? [] : expected;
        KeepFresh(queries.Union(expected));
    }

    /// <summary>Lets go what is missing and still served, of a service or, for null, of everything.</summary>
    public int Release(string? service) => source.Release(service);

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await files.DisposeAsync();
    }

    // Local files are not the cluster's, whatever the source: no source is asked for one.
    private void KeepFresh(ImmutableHashSet<Query> queries)
    {
        source.Watch(queries.Where(query => query is not FileQuery).ToHashSet());
        files.Watch(queries.OfType<FileQuery>().ToHashSet());
    }
}
