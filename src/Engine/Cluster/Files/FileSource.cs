using Basenode.Engine.FileSystem;
using Basenode.Engine.Handoffs;
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

    // Kept where publishing throws: the next look finds nothing new, and must publish it all the same.
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
            // Local files are not the cluster's: the engine answers those itself.
            HashSet<Query> wanted = [.. queries.Where(query => query is not FileQuery)];
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
        var arrivals = new List<Arrival>(queries.Count);
        foreach (Query query in queries)
        {
            FileAnswer answer = content.Answer(query);
            if (answer.HasValue && !IsKnown(known, query, answer))
            {
                arrivals.Add(new Arrival(query, answer.Value, answer.Quarantined));
            }

            if (answer.Problem is not null)
            {
                // Files say all that they know at once: what they do not say now, they say after an edit at the earliest.
                arrivals.Add(new Arrival(query, null) { Problem = answer.Problem, IsFinal = !answer.HasValue });
            }
        }

        store.PublishMany(arrivals);
    }

    // With a problem beside it, an answer that is known already is not said again: that would end the problem for a moment, and ask for a pass.
    private static bool IsKnown(ClusterState known, Query query, FileAnswer answer) =>
        answer.Problem is not null && known.Answers.TryGetValue(query, out Answer? before) && ContentEquality.Same(before.Value, answer.Value);
}
