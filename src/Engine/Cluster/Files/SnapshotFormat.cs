using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Basenode.Engine.Cluster.Files;

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
