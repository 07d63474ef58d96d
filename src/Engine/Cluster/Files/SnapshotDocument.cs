using System.Text.Json.Serialization;

namespace Basenode.Engine.Cluster.Files;

/// <summary>A recorded snapshot as it stands in its file. Properties can be set, so that an absent one keeps its default.</summary>
internal sealed class SnapshotDocument
{
    /// <summary>The name of the first property, by which a snapshot is known.</summary>
    public const string Mark = "basenode_snapshot";

    /// <summary>The version of the format that is written and read.</summary>
    public const int CurrentVersion = 1;

    [JsonPropertyName(Mark)]
    [JsonPropertyOrder(-1)]
    public required int Version { get; set; }

    /// <summary>Where the state came from, in a person's words.</summary>
    public string Source { get; set; } = "";

    public required List<RecordedAnswer> Answers { get; set; }
}
