using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Origins;

/// <summary>What <c>basenode compile</c> has recorded of where files are from, for an image, which has no git.</summary>
/// <param name="etcFolder">What the recorded paths are relative to.</param>
/// <param name="records">The recorded files by path, of each cache folder.</param>
internal sealed class OriginRecord(string etcFolder, IReadOnlyList<IReadOnlyDictionary<string, RecordedFile>> records)
{
    /// <summary>The file's name within the cache folder; in a folder of its own, which the cache of scripts does not prune.</summary>
    public const string FileName = "origins/origins.json";

    private const int LargestFile = 16 << 20;

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string root = RealPath.Of(etcFolder) ?? etcFolder;

    /// <summary>Reads the records of some cache folders. A damaged one, or one of a newer release, tells nothing.</summary>
    public static OriginRecord Read(IEnumerable<string> cacheFolders, string etcFolder) => new(etcFolder, [.. cacheFolders.Select(Load)]);

    /// <summary>Writes a record.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string cacheFolder, IReadOnlyDictionary<string, RecordedFile> files)
    {
        string path = Path.Combine(cacheFolder, FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, FolderMode);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new OriginDocument { Version = OriginDocument.Newest, Files = new(files.ToDictionary(), StringComparer.Ordinal) }, OriginJson.Default.OriginDocument);
        AtomicFile.ReplaceShared(path, json, FileMode, lasting: false);
    }

    /// <summary>The path of a file as it is recorded.</summary>
    /// <param name="path">The path, without links.</param>
    public string KeyOf(string path) => RealPath.IsInside(path, root) ? Path.GetRelativePath(root, path) : path;

    /// <summary>Where a version of a file is from; a file that was edited since it was recorded is changed since that commit.</summary>
    /// <param name="path">The path, without links.</param>
    public FileOrigin Find(string path, string hash)
    {
        RecordedFile[] all = [.. Recorded(path)];
        return (Array.Find(all, file => file.Hash == hash) ?? all.FirstOrDefault()) is { } recorded
            ? new FileOrigin(recorded.Repository ?? "", FileOrigin.Short(recorded.Commit), recorded.Hash == hash ? recorded.Clean : false)
            : FileOrigin.Unknown;
    }

    /// <summary>Whether this version of a file is recorded.</summary>
    /// <param name="path">The path, without links.</param>
    public bool Has(string path, string hash) => Recorded(path).Any(file => file.Hash == hash);

    private IEnumerable<RecordedFile> Recorded(string path) =>
        records.Select(record => record.GetValueOrDefault(KeyOf(path))).OfType<RecordedFile>().Where(file => FileOrigin.Short(file.Commit).Length > 0);

    private static Dictionary<string, RecordedFile> Load(string cacheFolder)
    {
        try
        {
            return FileReading.Of(Path.Combine(cacheFolder, FileName), LargestFile).Bytes is { } json
                && JsonSerializer.Deserialize(json, OriginJson.Default.OriginDocument) is { Version: <= OriginDocument.Newest, Files: { } files }
                ? new(files.Where(file => file.Value is not null), StringComparer.Ordinal)
                : [];
        }
        catch (JsonException)
        {
            // As with a compiled script that is damaged: the next compile writes it anew.
            return [];
        }
    }
}

/// <summary>One recorded file.</summary>
/// <param name="Hash">The long hash of its content.</param>
/// <param name="Repository">The name of the repository; empty when it was not known.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Clean">Whether it was as in the commit; null when that was not known.</param>
internal sealed record RecordedFile(string Hash, string? Repository, string? Commit, bool? Clean);

/// <summary>The form of the record. Unknown fields are ignored.</summary>
internal sealed record OriginDocument
{
    /// <summary>The version that this release writes.</summary>
    public const int Newest = 1;

    public int Version { get; init; }

    public SortedDictionary<string, RecordedFile>? Files { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(OriginDocument))]
internal sealed partial class OriginJson : JsonSerializerContext;
