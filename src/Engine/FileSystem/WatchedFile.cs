using Basenode.Engine.Text;

namespace Basenode.Engine.FileSystem;

/// <summary>A file that is looked at again and again, and read only when it may have changed.</summary>
internal sealed class WatchedFile(string path, int limit)
{
    private FileStamp? stamp;
    private bool isConfirmed;
    private (string Hash, bool IsAbsent, string? Problem)? last;

    /// <summary>Reads the file again where it may have changed.</summary>
    /// <returns>What it says now; null when it says the same as the last time.</returns>
    /// <remarks>
    /// A file may be written twice within one needsChangeWatch of the file system's clock, with a read in between, and then has the same stamp with other
    /// content. So a stamp is trusted only after a second read with the same stamp; looks are further apart than the clock's ticks. Nor is it
    /// trusted after an error, which may pass without a trace in the file.
    /// </remarks>
    public FileReading? ReadIfChanged()
    {
        FileStamp? now = FileStamp.Of(path);
        if (now == stamp && isConfirmed)
        {
            return null;
        }

        FileReading reading = FileReading.Of(path, limit);
        isConfirmed = now == stamp && reading.Problem is null;
        stamp = now;
        (string, bool, string?) latest = (ContentHash.Text(reading.Bytes), reading.IsAbsent, reading.Problem);
        bool isSame = latest == last;
        last = latest;
        return isSame ? null : reading;
    }
}
