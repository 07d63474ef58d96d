using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>A recorded snapshot that is replayed, and replayed again when the file changes.</summary>
internal sealed class RecordedSnapshot(string path, Border border, ILogger log) : IFileContent
{
    private const int FileLimit = 256 * 1024 * 1024;

    private readonly WatchedFile file = new(path, FileLimit);
    private IReadOnlyDictionary<Query, FileAnswer> answers = ImmutableDictionary<Query, FileAnswer>.Empty;
    private string? problem;

    public string Description => $"recorded snapshot {path}";

    public IReadOnlySet<string> Folders { get; } = ImmutableHashSet.Create(StringComparer.Ordinal, Path.GetDirectoryName(path)!);

    public bool Look()
    {
        if (file.ReadIfChanged() is not { } reading)
        {
            return false;
        }

        string? before = problem;
        problem = reading.IsAbsent ? $"{path} is gone" : reading.Problem;
        if (reading.Bytes is not null)
        {
            answers = SnapshotFile.Read(reading.Bytes, path, border, out problem) ?? answers;
        }

        if (problem is not null && problem != before)
        {
            log.FileBroken(problem);
        }
        else if (problem is null && before is not null)
        {
            log.FileMended(path);
        }

        return true;
    }

    public FileAnswer Answer(Query query)
    {
        if (answers.TryGetValue(query, out FileAnswer? answer))
        {
            return problem is null ? answer : answer with { Problem = problem };
        }

        return FileAnswer.None(problem ?? (query is CaLeafQuery
            ? "a snapshot never holds leaf certificates, since their private keys are secrets; this needs Consul"
            : $"the snapshot {path} has no answer for {query}; record it again"));
    }
}
