namespace Basenode.Engine.FileSystem;

/// <summary>What one read of a file gave: its bytes, or a problem, or neither when there is no such file.</summary>
internal readonly record struct FileReading(byte[]? Bytes, string? Problem)
{
    /// <summary>How long it must have been quiet in a folder before its files are read: a file is mostly written in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    private const int ChunkSize = 64 * 1024;

    /// <summary>No such file.</summary>
    public static FileReading Absent { get; }

    /// <summary>Whether there is no such file.</summary>
    public bool IsAbsent => Bytes is null && Problem is null;

    /// <summary>Reads a whole file.</summary>
    /// <param name="limit">More bytes than this are a problem.</param>
    public static FileReading Of(string path, int limit)
    {
        if (FileStamp.Of(path) is { IsRegular: false })
        {
            return new FileReading(null, $"{path} is not a regular file; expected a file that can be read from start to end");
        }

        try
        {
            return Read(path, limit);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Absent;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileReading(null, $"{path} cannot be read: {error.Message}");
        }
    }

    /// <summary>The first bytes of a file, enough to tell its format; none where it cannot be read.</summary>
    public static byte[] StartOf(string path)
    {
        if (FileStamp.Of(path) is not { IsRegular: true })
        {
            return [];
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] start = new byte[256];
            return start[..file.Read(start)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the whole file meets the same error, and says so.
            return [];
        }
    }

    // The length that the file system tells is not to be trusted: it is 0 below /proc, and a file may grow while it is read.
    private static FileReading Read(string path, int limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var content = new MemoryStream();
        byte[] chunk = new byte[ChunkSize];
        while (file.Read(chunk) is > 0 and int count)
        {
            content.Write(chunk, 0, count);
            if (content.Length > limit)
            {
                return new FileReading(null, $"{path} is larger than {limit / (1024 * 1024)} MiB");
            }
        }

        return new FileReading(content.ToArray(), null);
    }
}
