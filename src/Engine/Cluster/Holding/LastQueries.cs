using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>What the targets read last, on disk: the next start asks for it at once, while plugins are still loaded. A hint: what is missing or wrong in it costs time only.</summary>
/// <param name="path">The file, a line a query.</param>
/// <param name="files">Writes it now and then; null for a process that changes nothing.</param>
internal sealed class LastQueries(string path, DelayedFiles? files)
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "last-queries";

    // More would keep the agent busy for a hint.
    private const int Most = 10_000;
    private ImmutableHashSet<Query> noted = [];

    /// <summary>What was read last. Lines that say no query are left out.</summary>
    public ImmutableHashSet<Query> Read()
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Take(Most).Select(RecordedQuery.OfLine).OfType<Query>()] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first pass will ask.
            return [];
        }
    }

    /// <summary>Takes what the targets read now. Written a few seconds later, if it is another set.</summary>
    public void Note(ImmutableHashSet<Query> queries)
    {
        if (files is null || ReferenceEquals(queries, noted) || queries.SetEquals(noted))
        {
            return;
        }

        noted = queries;
        files.Put(path, () => Encoding.UTF8.GetBytes(string.Concat(queries.Select(RecordedQuery.ToLine).OfType<string>().Order(StringComparer.Ordinal).Select(line => line + "\n"))));
    }
}
