using System.Collections.Immutable;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>
/// The cluster state that was last served, on disk: <c>last-known.json</c> in the data folder, in the form of a recorded snapshot. A start without Consul serves from it.
/// </summary>
/// <remarks>It is read when Consul fails for the first time, and not before: a start with Consul pays nothing. Values of keys may be secrets and are left out, unless they are asked for.</remarks>
/// <param name="path">The file.</param>
/// <param name="keepsKeys">Whether values of keys are kept.</param>
/// <param name="files">Writes it now and then; null for a process that changes nothing.</param>
internal sealed class LastKnownState(string path, bool keepsKeys, InstanceValidation validation, DelayedFiles? files, ILogger log)
{
    /// <summary>The name of a seed in the etc folder, and of the file in the data folder.</summary>
    public const string FileName = "last-known.json";

    private readonly Lock gate = new();
    private IReadOnlyDictionary<Query, QueryResult>? known;
    private DateTimeOffset writtenAt;
    private long noted = -1;

    /// <summary>A snapshot that is part of an image, for a first start without Consul: read where there is no file of one's own; null for none. Never written.</summary>
    public string? Seed { get; init; }

    /// <summary>What was last known of a query, with a problem that says so; null when nothing was.</summary>
    /// <param name="problem">Why Consul does not say it.</param>
    public QueryResult? Find(Query query, string problem)
    {
        lock (gate)
        {
            known ??= Load();
            return known.TryGetValue(query, out QueryResult? result) && result.HasValue ? result with { Problem = Describe(problem) } : null;
        }
    }

    /// <summary>How it is told that something was last known and not heard.</summary>
    public string Describe(string problem) => $"{problem}; served from the last known state, written {writtenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z";

    /// <summary>Takes the state that is served now. Written a few seconds later, the newest one only.</summary>
    /// <param name="queries">What the targets read.</param>
    /// <param name="source">Where it comes from, in a person's words.</param>
    public void Note(ClusterState state, ImmutableHashSet<Query> queries, string source)
    {
        // What Consul does not say now is not known to be so.
        if (files is null || state.Revision == noted || queries.IsEmpty || queries.Any(query => state.Problems.ContainsKey(query) || !state.Answers.ContainsKey(query)))
        {
            return;
        }

        noted = state.Revision;
        IEnumerable<Query> kept = queries.Where(query => keepsKeys || query is not (KeyQuery or KeysQuery));
        files.Put(path, stream => SnapshotFile.WriteTo(stream, state, kept, source));
    }

    private IReadOnlyDictionary<Query, QueryResult> Load() =>
        KeptFile.Read(path, json => Parse(json, path), mayChange: files is not null, log) ?? ReadSeed() ?? ImmutableDictionary<Query, QueryResult>.Empty;

    private IReadOnlyDictionary<Query, QueryResult>? ReadSeed()
    {
        if (Seed is null || !File.Exists(Seed))
        {
            return null;
        }

        try
        {
            return Parse(File.ReadAllBytes(Seed), Seed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            log.SeedUnreadable(Seed, exception.Message);
            return null;
        }
    }

    private IReadOnlyDictionary<Query, QueryResult> Parse(byte[] json, string from)
    {
        writtenAt = File.GetLastWriteTimeUtc(from);
        IReadOnlyDictionary<Query, QueryResult> read = SnapshotFile.Read(json, from, validation, out string? problem) ?? throw new InvalidDataException(problem);
        log.LastKnownRead(from, read.Count, writtenAt.UtcDateTime);
        return read;
    }
}
