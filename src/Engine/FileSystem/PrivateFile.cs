namespace Basenode.Engine.FileSystem;

/// <summary>Writes files of the engine's own, for nobody else to read: they may hold what the destinations hold.</summary>
internal static class PrivateFile
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file in one step, making its folder on the way.</summary>
    /// <param name="lasting">
    /// Whether it must last through a loss of power before this returns. Without, a loss of power may leave the old or an empty file; a process that is killed never does.
    /// </param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool lasting)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder, FolderMode);
        string temporary = path + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = FileMode,
        }))
        {
            file.Write(content);
            file.Flush(flushToDisk: lasting);
        }

        Native.Rename(temporary, path);
        if (lasting)
        {
            Native.FlushFolder(folder);
        }
    }
}
