using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Cluster state out of files: service definitions or a recorded snapshot. They are watched, and a change is published whole, as one revision.</summary>
internal sealed class FileSource : IClusterSource
{
    private readonly IFileContent content;
    private readonly ClusterStore store;
    private readonly FolderWatcher watcher;
    private readonly Lock gate = new();
    private HashSet<Query> watched = [];

    // Kept where publishing throws: the next look finds nothing new, and must still publish it.
    private bool hasNews;

    public FileSource(IFileContent content, ClusterStore store, TaskSupervisor supervisor, ILogger log)
    {
        (this.content, this.store) = (content, store);
        content.Look();
        var watch = new FolderWatch
        {
            Name = $"watching {content.Description}",
            Folders = () => content.Folders.Select(folder => new WatchedFolder(folder, IsDeep: false)),
            LookAsync = LookAsync,
            Quiet = FileReading.Quiet,
        };
        watcher = new FolderWatcher(watch, supervisor, log);
    }

    public string Description => content.Description;

    public void Watch(IReadOnlySet<Query> queries)
    {
        lock (gate)
        {
            HashSet<Query> wanted = [.. queries];
            List<Query> gone = [.. watched.Except(wanted)];
            List<Query> fresh = [.. wanted.Except(watched)];
            watched = wanted;
            store.Forget(gone);
            Publish(fresh);
        }
    }

    public ValueTask DisposeAsync() => watcher.DisposeAsync();

    private Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            hasNews |= content.Look();
            if (hasNews)
            {
                Publish(watched);
                hasNews = false;
            }
        }

        return Task.FromResult(false);
    }

    private void Publish(IReadOnlyCollection<Query> queries)
    {
        ClusterState known = store.Current;
        var results = new List<(Query, QueryResult)>(queries.Count);
        foreach (Query query in queries)
        {
            // Files say all that they know at once: what they do not say now, they say after an edit at the earliest.
            QueryResult result = content.Answer(query);
            results.Add((query, IsKnown(known, query, result) ? QueryResult.Failed(result.Problem!) : result));
        }

        store.PublishMany(results);
    }

    // With a problem beside it, an answer that is known already is not said again: that would end the problem for a moment, and ask for a pass.
    private static bool IsKnown(ClusterState known, Query query, QueryResult result) =>
        result is { HasValue: true, Problem: not null } && known.Answers.TryGetValue(query, out Answer? before) && ContentEquality.Same(before.Value, result.Value);
}

/// <summary>What files say about the cluster, kept as it was last read. Used by one thread at a time.</summary>
internal interface IFileContent
{
    /// <summary>The files in a person's words.</summary>
    string Description { get; }

    /// <summary>The folders in which a change may matter.</summary>
    IReadOnlySet<string> Folders { get; }

    /// <summary>Reads again what may have changed. A file that is broken is logged and keeps its last good content.</summary>
    /// <returns>Whether anything is different.</returns>
    bool Look();

    /// <summary>Answers a query from what was last read.</summary>
    QueryResult Answer(Query query);
}
