using System.Collections.Immutable;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Model;

namespace Basenode.Engine;

/// <summary>The cluster state and what keeps it fresh: the chosen source, and the watcher of local files, which serves any source.</summary>
internal sealed class ClusterFeed(ClusterStore store, IClusterSource source, LocalFileWatcher files) : IAsyncDisposable
{
    /// <summary>The newest state.</summary>
    public ClusterState Current => store.Current;

    /// <summary>Where it comes from, without secrets.</summary>
    public string Description => source.Description;

    /// <summary>How many queries are kept fresh.</summary>
    public int Watched { get; private set; }

    /// <summary>Says the whole set of queries to keep fresh from now on.</summary>
    public void Watch(ImmutableHashSet<Query> queries)
    {
        Watched = queries.Count;
        // Local files are not the cluster's, whatever the source: no source is asked for one.
        source.Watch(queries.Where(query => query is not FileQuery).ToHashSet());
        files.Watch(queries.OfType<FileQuery>().ToHashSet());
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await files.DisposeAsync();
    }
}
