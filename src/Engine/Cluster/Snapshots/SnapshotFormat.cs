using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>How a snapshot is written as JSON: indented for people, without what is empty; and read: strictly.</summary>
internal static class SnapshotFormat
{
    /// <summary>The whole document, with every setting that a snapshot needs.</summary>
    public static JsonTypeInfo<SnapshotDocument> Document { get; } = MakeDocument();

    private static JsonTypeInfo<SnapshotDocument> MakeDocument()
    {
        var options = new JsonSerializerOptions(SnapshotJson.Default.Options)
        {
            // Readable beyond ASCII; the file is never put into a web page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = SnapshotJson.Default.WithAddedModifier(LeaveOutEmpty),
        };
        return (JsonTypeInfo<SnapshotDocument>)options.GetTypeInfo(typeof(SnapshotDocument));
    }

    // An empty list in an answer is the answer; in an instance or a node it is the default.
    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        if (type.Type == typeof(RecordedAnswer) || type.Type == typeof(SnapshotDocument))
        {
            return;
        }

        foreach (JsonPropertyInfo property in type.Properties.Where(property => !property.IsRequired))
        {
            property.ShouldSerialize = (_, value) => value is not (null or "" or ICollection { Count: 0 });
        }
    }
}

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

    /// <summary>The records. Those that are written are made one at a time, while they are written: together they would be several times the file.</summary>
    public required IEnumerable<RecordedAnswer> Answers { get; set; }
}
