using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;

namespace Basenode.Engine.Origins;

/// <summary>Finds out where files are from: from git where they are in a work tree, else from what <c>basenode compile</c> has recorded.</summary>
/// <param name="git">The git program.</param>
/// <param name="records">What was recorded; asked at each reading.</param>
internal sealed class OriginReader(GitProgram git, Func<OriginRecord> records)
{
    private const int LargestFile = 64 << 20;

    /// <summary>Looks up some files.</summary>
    /// <returns>An answer for each.</returns>
    public async Task<IReadOnlyList<OriginAnswer>> ReadAsync(IReadOnlyCollection<SourceFile> files, CancellationToken cancellationToken)
    {
        var answers = new List<OriginAnswer>();
        var record = new Lazy<OriginRecord>(records);
        var located = files.Select(file => (File: file, Path: RealPath.Of(file.Path))).ToList();
        answers.AddRange(located.Where(each => each.Path is null).Select(each => new OriginAnswer(each.File, null, null)));
        foreach (var group in located.Where(each => each.Path is not null).GroupBy(each => WorkTree.Of(each.Path!)))
        {
            answers.AddRange(group.Key is { } tree
                ? await FromGitAsync(tree, [.. group.Select(each => (each.File, each.Path!))], cancellationToken)
                : group.Select(each => new OriginAnswer(each.File, IsOnDisk(each.File, each.Path!) ? record.Value.Find(each.Path!, each.File.Hash) : null, null)));
        }

        return answers;
    }

    private async Task<IEnumerable<OriginAnswer>> FromGitAsync(WorkTree tree, IReadOnlyList<(SourceFile File, string Path)> files, CancellationToken cancellationToken)
    {
        // Taken before git is asked: a commit in between is seen by the next look.
        var seen = new SeenTree(tree, tree.Stamp());
        string repository = tree.Repository;
        string Within(string path) => Path.GetRelativePath(tree.Folder, path);
        GitAnswer? answer = await git.AskAsync(tree, [.. files.Select(file => Within(file.Path)).Distinct()], cancellationToken);
        string commit = FileOrigin.Short(answer is null ? tree.Head() : answer.Commit);

        // git has looked at the file as it is now.
        return files.Select(file => new OriginAnswer(
            file.File,
            !IsOnDisk(file.File, file.Path) ? null
                : commit.Length == 0 ? FileOrigin.Unknown
                : new FileOrigin(repository, commit, answer is null ? null : !answer.Changed.Contains(Within(file.Path))),
            seen));
    }

    private static bool IsOnDisk(SourceFile file, string path) => FileReading.Of(path, LargestFile).Bytes is { } bytes && ContentHash.Text(bytes) == file.Hash;
}

/// <summary>What was found out of one file.</summary>
/// <param name="File">The file.</param>
/// <param name="Origin">Where it is from; null when the file on disk is another version by now.</param>
/// <param name="Tree">Its work tree; null for none.</param>
internal sealed record OriginAnswer(SourceFile File, FileOrigin? Origin, SeenTree? Tree);

/// <summary>A work tree as it stood.</summary>
/// <param name="Tree">The work tree.</param>
/// <param name="Stamp">Its stamp then.</param>
internal sealed record SeenTree(WorkTree Tree, string Stamp);
