using System.Collections.Immutable;
using System.Text.Json;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>A cluster state recorded in a file: the answers to the queries that targets read, to be replayed without a cluster.</summary>
/// <remarks>
/// Values of keys may be secrets, so the file can be read by its owner alone. Leaf certificates are never recorded, since they hold private keys;
/// nor are local files, which the engine reads where it replays.
/// </remarks>
internal static class SnapshotFile
{
    /// <summary>Records answers. The file is put in place whole or not at all, and the same answers give the same bytes.</summary>
    /// <param name="path">The file to write or to replace.</param>
    /// <param name="queries">What the targets read.</param>
    /// <param name="source">Where the state came from, in a person's words.</param>
    public static SnapshotResult Write(string path, ClusterState state, IEnumerable<Query> queries, string source)
    {
        (SnapshotDocument document, int recorded, ImmutableArray<string> leftOut) = Record(state, queries, source);
        return new SnapshotResult(Replace(Path.GetFullPath(path), document), recorded, leftOut);
    }

    /// <summary>Does the same, with other names for what tells whose cluster it is.</summary>
    /// <inheritdoc cref="Write"/>
    public static SnapshotResult WriteAnonymised(string path, ClusterState state, IEnumerable<Query> queries)
    {
        (SnapshotDocument document, int recorded, ImmutableArray<string> leftOut) = Record(state, queries, "anonymised");
        RecordedAnswer[] answers = [.. document.Answers];
        var anonymiser = new Anonymiser();
        anonymiser.Apply(answers);
        document.Answers = answers.DistinctBy(RecordedQuery.SortKey).OrderBy(RecordedQuery.SortKey, StringComparer.Ordinal);
        return new SnapshotResult(Replace(Path.GetFullPath(path), document), recorded, leftOut) { Replaced = anonymiser.Replaced };
    }

    /// <summary>The content of a file that records answers.</summary>
    /// <inheritdoc cref="Write"/>
    public static byte[] ToBytes(ClusterState state, IEnumerable<Query> queries, string source) => ToBytes(Record(state, queries, source).Document);

    /// <summary>Writes the same content, and never has it in memory as a whole.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteTo(Stream stream, ClusterState state, IEnumerable<Query> queries, string source) => WriteTo(stream, Record(state, queries, source).Document);

    /// <summary>Whether a file's bytes start as a snapshot does, whole or not.</summary>
    public static bool IsSnapshot(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read()
                && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(SnapshotDocument.Mark);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a snapshot.</summary>
    /// <param name="path">For the error.</param>
    /// <param name="problem"><c>path:line:column: what is wrong</c>, or null.</param>
    /// <returns>The answers by query; null when there is a problem.</returns>
    public static IReadOnlyDictionary<Query, QueryResult>? Read(ReadOnlySpan<byte> json, string path, InstanceValidation validation, out string? problem)
    {
        problem = null;
        try
        {
            SnapshotDocument document = Parse(json);
            var replay = new SnapshotReplay(validation);
            return document.Answers.Select(replay.Replay).ToDictionary(replayed => replayed.Query, replayed => replayed.Answer);
        }
        catch (JsonException error)
        {
            problem = $"{path}:{(error.LineNumber ?? 0) + 1}:{(error.BytePositionInLine ?? 0) + 1}: not a valid snapshot: {JsonError.Describe(error, json)}";
        }
        catch (SnapshotException error)
        {
            problem = $"{path}: {error.Message}; record it again";
        }
        catch (ArgumentException)
        {
            problem = $"{path}: one query has two answers; record the snapshot again";
        }

        return null;
    }

    private static byte[] ToBytes(SnapshotDocument document)
    {
        using var stream = new MemoryStream();
        WriteTo(stream, document);
        return stream.ToArray();
    }

    private static void WriteTo(Stream stream, SnapshotDocument document)
    {
        JsonSerializer.Serialize(stream, document, SnapshotFormat.Document);
        stream.WriteByte((byte)'\n');
    }

    private static (SnapshotDocument Document, int Recorded, ImmutableArray<string> LeftOut) Record(ClusterState state, IEnumerable<Query> queries, string source)
    {
        var answers = new List<(string Key, Query Query, object? Value)>();
        var leftOut = new List<string>();
        foreach (Query query in queries)
        {
            if (!state.Answers.TryGetValue(query, out Answer? answer))
            {
                leftOut.Add(state.Problems.TryGetValue(query, out QueryProblem? problem) ? $"{query}: {problem.Message}" : $"{query}: no answer");
            }
            else if (answer.IsSecret)
            {
                leftOut.Add($"{query}: {(query is CaLeafQuery ? "private keys are not recorded" : "its keys are secret (setting secrets.keys)")}");
            }
            else if (RecordedQuery.Of(query) is { } record)
            {
                answers.Add((RecordedQuery.SortKey(record), query, answer.Value));
            }
            else
            {
                leftOut.Add($"{query}: {(query is CaLeafQuery ? "private keys are not recorded" : "a local file, which is read on the machine where the snapshot is used")}");
            }
        }

        var document = new SnapshotDocument
        {
            Version = SnapshotDocument.CurrentVersion,
            Source = source,
            Answers = answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => SnapshotRecorder.Record(answer.Query, answer.Value)!),
        };
        return (document, answers.Count, [.. leftOut.Order(StringComparer.Ordinal)]);
    }

    private static SnapshotDocument Parse(ReadOnlySpan<byte> json)
    {
        if (!IsSnapshot(json))
        {
            throw new SnapshotException($"not a recorded snapshot: its first property must be \"{SnapshotDocument.Mark}\"");
        }

        // The version goes first: another one may have properties that this one does not know.
        var reader = new Utf8JsonReader(json);
        _ = reader.Read() && reader.Read() && reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int version) || version != SnapshotDocument.CurrentVersion)
        {
            throw new SnapshotException($"it has another version of the format; this basenode reads only version {SnapshotDocument.CurrentVersion}");
        }

        return JsonSerializer.Deserialize(json, SnapshotFormat.Document)!;
    }

    private static string? Replace(string path, SnapshotDocument document)
    {
        if (FileStamp.Of(path) is { IsRegular: false })
        {
            return $"{path} is not a regular file; name a file to write";
        }

        try
        {
            AtomicFile.ReplaceShared(path, ToBytes(document), AtomicFile.Private, lasting: true);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {error.Message}";
        }
    }
}

/// <summary>A snapshot says something that it must not. Thrown and caught within the reading of one file.</summary>
internal sealed class SnapshotException(string message) : Exception(message);

/// <summary>What came of recording a snapshot.</summary>
/// <param name="Problem">Why nothing was written; null when it was.</param>
/// <param name="Recorded">How many answers are in the file.</param>
/// <param name="LeftOut">Queries without a record, each with the reason, sorted.</param>
internal sealed record SnapshotResult(string? Problem, int Recorded, ImmutableArray<string> LeftOut)
{
    /// <summary>What was replaced, with its number: <c>3 nodes</c>. Empty where nothing was to be.</summary>
    public ImmutableArray<string> Replaced { get; init; } = [];
}
