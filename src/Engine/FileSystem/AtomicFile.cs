namespace Basenode.Engine.FileSystem;

/// <summary>Replaces files in one step: whoever reads finds the old content or the new one, also when the process is killed.</summary>
internal static class AtomicFile
{
    /// <summary>The mode of a file that is for nobody else to read.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What is written or compared at a time.
    private const int PieceSize = 64 << 10;

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

    /// <summary>Replaces a file of the engine's own whose content is written piece by piece, unless it is the same. It may be empty after a loss of power.</summary>
    /// <inheritdoc cref="ReplacePrivate(string, ReadOnlySpan{byte}, bool)"/>
    public static void ReplacePrivate(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, PrivateFolder);
        string temporary = path + ".tmp";
        File.Delete(temporary);
        using (FileStream file = Create(temporary, Private, PieceSize))
        {
            write(file);
        }

        if (IsSame(path, temporary))
        {
            File.Delete(temporary);
        }
        else
        {
            Native.Rename(temporary, path);
        }
    }

    /// <summary>Replaces a file that other processes may replace at the same time. Its folder must be there.</summary>
    /// <inheritdoc cref="ReplacePrivate(string, ReadOnlySpan{byte}, bool)"/>
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
        using (FileStream file = Create(temporary, mode, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flushToDisk: lasting);
        }

        Native.Rename(temporary, path);
    }

    private static FileStream Create(string path, UnixFileMode mode, int bufferSize) =>
        new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = bufferSize, UnixCreateMode = mode });

    private static bool IsSame(string path, string other)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != new FileInfo(other).Length)
        {
            return false;
        }

        using FileStream one = File.OpenRead(path);
        using FileStream second = File.OpenRead(other);
        byte[] pieceOfOne = new byte[PieceSize];
        byte[] pieceOfSecond = new byte[PieceSize];
        int read;
        do
        {
            read = one.ReadAtLeast(pieceOfOne, PieceSize, throwOnEndOfStream: false);
            if (second.ReadAtLeast(pieceOfSecond, PieceSize, throwOnEndOfStream: false) != read || !pieceOfOne.AsSpan(0, read).SequenceEqual(pieceOfSecond.AsSpan(0, read)))
            {
                return false;
            }
        }
        while (read == PieceSize);
        return true;
    }
}
