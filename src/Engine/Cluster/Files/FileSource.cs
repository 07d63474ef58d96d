using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Cluster state out of files: service definitions or a recorded snapshot. They are watched, and a change is published whole, as one revision.</summary>
internal sealed class FileSource : IClusterSource
{
    private readonly IFileContent content;
    private readonly ClusterStore store;
    private readonly FolderWatch watch;
    private readonly Lock gate = new();
    private HashSet<Query> watched = [];

    public FileSource(IFileContent content, ClusterStore store, TimeProvider time, ILogger log)
    {
        (this.content, this.store) = (content, store);
        content.Look();
        watch = new FolderWatch(() => content.Folders, Look, time, log);
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

    public ValueTask DisposeAsync() => watch.DisposeAsync();

    private void Look()
    {
        lock (gate)
        {
            if (content.Look())
            {
                Publish(watched);
            }
        }
    }

    private void Publish(IReadOnlyCollection<Query> queries)
    {
        var answers = new List<(Query Query, FileAnswer Answer)>(queries.Count);
        foreach (Query query in queries)
        {
            answers.Add((query, content.Answer(query)));
        }

        foreach ((Query query, FileAnswer answer) in answers)
        {
            if (answer.HasValue)
            {
                store.Publish(query, answer.Value, answer.Quarantined);
            }

            if (answer.Problem is not null)
            {
                store.Fail(query, answer.Problem);
            }
        }
    }
}
