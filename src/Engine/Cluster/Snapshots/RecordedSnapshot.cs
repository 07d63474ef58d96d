using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basenode.Engine.Cluster.Files;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>A recorded snapshot that is replayed, and replayed again when the file changes.</summary>
internal sealed class RecordedSnapshot(string path, InstanceValidation validation, ILogger log) : IFileContent
{
    private const int FileLimit = 256 * 1024 * 1024;

    private readonly WatchedFile file = new(path, FileLimit);
    private IReadOnlyDictionary<Query, QueryResult> answers = ImmutableDictionary<Query, QueryResult>.Empty;
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
            answers = SnapshotFile.Read(reading.Bytes, path, validation, out problem) ?? answers;
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

    public QueryResult Answer(Query query)
    {
        if (answers.TryGetValue(query, out QueryResult? answer))
        {
            return problem is null ? answer : answer with { Problem = problem };
        }

        return QueryResult.Failed(problem ?? (query is CaLeafQuery
            ? "a snapshot never holds leaf certificates, because their private keys are secret; they come only from Consul"
            : $"the snapshot {path} has no answer for {query}; record it again"), isFinal: true);
    }
}

/// <summary>A service of the catalog in a snapshot.</summary>
internal sealed class RecordedService
{
    public required string Name { get; set; }

    public List<string> Tags { get; set; } = [];
}

/// <summary>An instance in a snapshot. What validation computes (server name, status) is not recorded: a snapshot may be edited, and goes through it again.</summary>
internal sealed class RecordedInstance
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Node { get; set; }

    public required string Address { get; set; }

    public required long Port { get; set; }

    public long Weight { get; set; } = 1;

    public List<string> Tags { get; set; } = [];

    public SortedDictionary<string, string> Meta { get; set; } = new(StringComparer.Ordinal);

    public List<RecordedCheck> Checks { get; set; } = [];

    public string NodeAddress { get; set; } = "";

    public SortedDictionary<string, string> NodeMeta { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> TaggedAddresses { get; set; } = new(StringComparer.Ordinal);

    public string Datacenter { get; set; } = "";
}

/// <summary>A health check in a snapshot.</summary>
internal sealed class RecordedCheck
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Status { get; set; }

    public string Node { get; set; } = "";

    public string ServiceName { get; set; } = "";

    public string ServiceId { get; set; } = "";

    public string Notes { get; set; } = "";
}

/// <summary>A node in a snapshot.</summary>
internal sealed class RecordedNode
{
    public required string Name { get; set; }

    public string Id { get; set; } = "";

    public required string Address { get; set; }

    public string Datacenter { get; set; } = "";

    public SortedDictionary<string, string> Meta { get; set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> TaggedAddresses { get; set; } = new(StringComparer.Ordinal);

    public List<RecordedInstance> Services { get; set; } = [];
}

/// <summary>A gossip member in a snapshot.</summary>
internal sealed class RecordedMember
{
    public required string Name { get; set; }

    public required string Address { get; set; }

    public required int Port { get; set; }

    public required string Status { get; set; }

    public SortedDictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>The generated readers and writers of a snapshot; <see cref="SnapshotFormat"/> sets them up.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SnapshotDocument))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
