using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;

namespace Basenode.Engine.Origins;

/// <summary>Records where scripts and templates are from, as a step of an image's build.</summary>
/// <param name="reader">Finds out what git and an earlier record know.</param>
/// <param name="record">The earlier record.</param>
internal sealed class OriginRecorder(OriginReader reader, OriginRecord record)
{
    private const int LargestFile = 64 << 20;
    private const int MostFiles = 20_000;

    /// <summary>Looks up every file of some folders, hidden ones left out.</summary>
    /// <param name="folders">The folders, with all below them; one may be absent.</param>
    /// <param name="given">What the builder says of files that neither git nor the earlier record knows; null for nothing.</param>
    /// <returns>The files whose commit is known.</returns>
    /// <exception cref="IOException">A folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be listed.</exception>
    public async Task<IReadOnlyDictionary<string, RecordedFile>> RecordAsync(IEnumerable<string> folders, FileOrigin? given, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
        foreach (string path in folders.Distinct().SelectMany(FilesOf).Take(MostFiles))
        {
            if (RealPath.Of(path) is { } real && FileReading.Of(real, LargestFile).Bytes is { } bytes)
            {
                files[record.KeyOf(real)] = new SourceFile(SourceKind.Template, Path.GetFileName(path), real, ContentHash.Text(bytes));
            }
        }

        var recorded = new SortedDictionary<string, RecordedFile>(StringComparer.Ordinal);
        foreach (OriginAnswer answer in await reader.ReadAsync(files.Values, cancellationToken))
        {
            bool isEdited = answer.Tree is null && !record.Has(answer.File.Path, answer.File.Hash);
            FileOrigin? origin = answer.Origin is { IsKnown: true } known && !(isEdited && given is not null) ? known : given;
            if (origin is not null)
            {
                recorded[record.KeyOf(answer.File.Path)] = new RecordedFile(answer.File.Hash, origin.Repository, origin.Commit, origin.IsClean);
            }
        }

        return recorded;
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden });
}
