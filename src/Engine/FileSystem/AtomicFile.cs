namespace Basenode.Engine.FileSystem;

/// <summary>Replaces files in one step: whoever reads finds the old content or the new one, also when the process is killed.</summary>
internal static class AtomicFile
{
    /// <summary>The mode of a file that is for nobody else to read.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    /// <summary>Replaces a file of the engine's own, which may hold what the destinations hold: nobody else may read it. Makes its folder on the way.</summary>
    /// <param name="lasting">
    /// Whether the file must be whole after a loss of power, with the old content or the new one. Without, it may be empty then; a process that is killed never leaves that.
    /// </param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void ReplacePrivate(string path, ReadOnlySpan<byte> content, bool lasting)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, PrivateFolder);
        string temporary = path + ".tmp";
        File.Delete(temporary);
        Replace(path, temporary, content, Private, lasting);
    }

    /// <summary>Replaces a file that other processes may replace at the same time. Its folder must be there.</summary>
    /// <inheritdoc cref="ReplacePrivate"/>
    public static void ReplaceShared(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool lasting)
    {
        string temporary = Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            Replace(path, temporary, content, mode, lasting);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Replace(string path, string temporary, ReadOnlySpan<byte> content, UnixFileMode mode, bool lasting)
    {
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = mode }))
        {
            file.Write(content);
            file.Flush(flushToDisk: lasting);
        }

        Native.Rename(temporary, path);
    }
}
