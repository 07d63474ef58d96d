using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Delivery.Files;

/// <summary>Finds the file that a target writes, and what is wrong with it.</summary>
internal static class Destination
{
    /// <summary>The file itself: below the root, with a link at its place followed to the end.</summary>
    /// <param name="root">Put before the path; empty for none. A link must not lead out of it.</param>
    /// <exception cref="IOException">The path is not absolute, the link goes in a circle or leaves the root.</exception>
    public static string Resolve(string root, string destination)
    {
        if (!Path.IsPathFullyQualified(destination) || destination.Contains('\0'))
        {
            throw new IOException("it is not an absolute path");
        }

        string path = Path.Join(root, Path.GetFullPath(destination));
        if (FileStamp.Read(path) is not { IsLink: true })
        {
            return path;
        }

        string end = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        return root.Length == 0 || end.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? end
            : throw new IOException($"it is a link to {end}, which is outside of {root}");
    }

    /// <summary>The stamp of the file in place; null when there is none.</summary>
    /// <exception cref="IOException">Something else than a file stands there.</exception>
    public static FileStamp? Look(string path) => FileStamp.Read(path) switch
    {
        { IsFolder: true } => throw new IOException("it is a folder"),
        { IsRegular: false } => throw new IOException("it is not a regular file"),
        var stamp => stamp,
    };

    /// <summary>Refuses what could not be replaced by a rename.</summary>
    /// <exception cref="IOException">It could not be replaced.</exception>
    public static void RefuseUnwritable(string root, string path, FileStamp? inPlace)
    {
        if (inPlace is { IsMount: true })
        {
            throw FileStamp.MountedFile();
        }

        string folder = Path.GetDirectoryName(path)!;
        if (root.Length == 0 && !Directory.Exists(folder))
        {
            throw new IOException($"its folder {folder} does not exist; create the folder, or correct the destination");
        }
    }

    /// <summary>Does the same, and makes missing folders below a root. Without a root a typo must not make folders of the system's.</summary>
    /// <exception cref="IOException">It could not be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be made.</exception>
    public static void Prepare(string root, string path, FileStamp? inPlace)
    {
        RefuseUnwritable(root, path, inPlace);
        if (root.Length > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
    }
}
