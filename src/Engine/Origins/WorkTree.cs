using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Origins;

/// <summary>The git work tree that a file is in, as far as its files tell: a submodule and a further work tree have a <c>.git</c> that is a file.</summary>
/// <param name="Folder">The work tree.</param>
/// <param name="GitFolder">Where git keeps what belongs to this work tree.</param>
/// <param name="CommonFolder">Where git keeps what work trees of one repository share.</param>
internal sealed record WorkTree(string Folder, string GitFolder, string CommonFolder)
{
    private const int LargestFile = 16 << 20;
    private const int MostReferences = 5;

    /// <summary>The folders whose files change when another commit is checked out.</summary>
    public IEnumerable<string> Watched => ((string[])[GitFolder, CommonFolder, Path.Combine(CommonFolder, "refs/heads")]).Distinct(StringComparer.Ordinal);

    /// <summary>The innermost work tree around a file; null when there is none.</summary>
    /// <param name="file">The file's path, without links.</param>
    public static WorkTree? Of(string file)
    {
        for (string? folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string entry = Path.Combine(folder, ".git");
            string? gitFolder = Directory.Exists(entry) ? entry : File.Exists(entry) ? Referred(entry, folder) : null;
            if (gitFolder is not null && File.Exists(Path.Combine(gitFolder, "HEAD")))
            {
                string? common = FirstLine(Path.Combine(gitFolder, "commondir"));
                return new WorkTree(folder, gitFolder, common is null ? gitFolder : Path.GetFullPath(common, gitFolder));
            }
        }

        return null;
    }

    /// <summary>The name of the repository: the last part of where it was cloned from, else the name of the folder.</summary>
    public string Repository
    {
        get
        {
            bool isOrigin = false;
            foreach (string line in Lines(Path.Combine(CommonFolder, "config")).Select(line => line.Trim()))
            {
                isOrigin = line.StartsWith('[') ? line == "[remote \"origin\"]" : isOrigin;
                if (isOrigin && line.Split('=', 2, StringSplitOptions.TrimEntries) is ["url", var url])
                {
                    string name = url.TrimEnd('/').Split('/', ':')[^1];
                    return name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
                }
            }

            return Path.GetFileName(Folder);
        }
    }

    /// <summary>The whole commit that is checked out, read without the git program; null when the files do not tell.</summary>
    public string? Head()
    {
        string? value = FirstLine(Path.Combine(GitFolder, "HEAD"));
        for (int i = 0; i < MostReferences && value is not null; i++)
        {
            if (!value.StartsWith("ref: ", StringComparison.Ordinal))
            {
                return value.Length is 40 or 64 && FileOrigin.Short(value).Length > 0 ? value : null;
            }

            string name = value["ref: ".Length..].Trim();
            value = IsReference(name) ? FirstLine(Path.Combine(GitFolder, name)) ?? FirstLine(Path.Combine(CommonFolder, name)) ?? Packed(name) : null;
        }

        return null;
    }

    /// <summary>Another text when another commit may be checked out. Cheap: only looks at files.</summary>
    public string Stamp()
    {
        string? head = FirstLine(Path.Combine(GitFolder, "HEAD"));
        string name = head?.StartsWith("ref: ", StringComparison.Ordinal) is true && IsReference(head[5..].Trim()) ? head[5..].Trim() : "HEAD";
        string[] files = [Path.Combine(GitFolder, name), Path.Combine(CommonFolder, name), Path.Combine(CommonFolder, "packed-refs"), Path.Combine(CommonFolder, "reftable/tables.list")];
        return $"{head}\n{string.Join('\n', files.Select(file => FileStamp.Of(file) is { } stamp ? $"{stamp.Inode} {stamp.Changed}" : ""))}";
    }

    private string? Packed(string name) => Lines(Path.Combine(CommonFolder, "packed-refs"))
        .Select(line => line.Split(' '))
        .FirstOrDefault(words => words is [_, var packed] && packed == name)?[0];

    // A reference is the name of a file: what leads elsewhere is none.
    private static bool IsReference(string name) => name.StartsWith("refs/", StringComparison.Ordinal) && !name.Split('/').Contains("..") && !name.Contains('\0');

    private static string? Referred(string file, string folder) =>
        FirstLine(file) is { } line && line.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(line["gitdir: ".Length..], folder) : null;

    private static string? FirstLine(string path) => Lines(path).FirstOrDefault() is { Length: > 0 } line && !line.Contains('\0') ? line.TrimEnd() : null;

    // What cannot be read tells nothing.
    private static string[] Lines(string path) =>
        FileReading.Of(path, LargestFile).Bytes is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes).Split('\n') : [];
}
