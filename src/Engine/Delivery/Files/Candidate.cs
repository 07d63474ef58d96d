using System.Globalization;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Delivery.Files;

/// <summary>A file that is written, on the disk and complete, but not yet in place. Removed when it is disposed before it was put in place.</summary>
internal sealed class Candidate : IDisposable
{
    private const string Ending = ".tmp";
    private readonly string destination;
    private bool isInPlace;

    private Candidate(string path, string destination) => (Path, this.destination) = (path, destination);

    /// <summary>Where it stands: in the destination's own folder, since a rename never crosses devices.</summary>
    public string Path { get; }

    /// <summary>Writes a candidate next to its destination.</summary>
    /// <exception cref="IOException">It cannot be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static Candidate Write(string destination, ReadOnlySpan<byte> content, Ownership ownership)
    {
        string random = Guid.NewGuid().ToString("N")[..16];
        string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix(destination)}{Environment.ProcessId}.{random}{Ending}");
        var candidate = new Candidate(System.IO.Path.Join(System.IO.Path.GetDirectoryName(destination), name), destination);
        try
        {
            candidate.Fill(content, ownership);
            return candidate;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            candidate.Dispose();
            // Without the random name, or each try would be told as another problem.
            throw new IOException(exception.Message.Replace(candidate.Path, "a temporary file in its folder", StringComparison.Ordinal), exception);
        }
    }

    /// <summary>Removes what an engine that was killed left next to a destination. Only for who has the destination's lock: then no other writes there.</summary>
    /// <returns>The removed files.</returns>
    public static IReadOnlyList<string> RemoveStale(string destination)
    {
        string prefix = Prefix(destination);
        string folder = System.IO.Path.GetDirectoryName(destination)!;
        string[] stale = [.. Directory.EnumerateFiles(folder, ".*").Where(file => IsOurs(System.IO.Path.GetFileName(file), prefix))];
        Array.ForEach(stale, File.Delete);
        return stale;
    }

    /// <summary>Replaces the destination by this file in one step that lasts.</summary>
    /// <exception cref="IOException">It could not be replaced.</exception>
    public void PutInPlace()
    {
        Native.Rename(Path, destination);
        isInPlace = true;
        Native.FlushFolder(System.IO.Path.GetDirectoryName(destination)!);
    }

    public void Dispose()
    {
        if (isInPlace)
        {
            return;
        }

        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its file system went away or became read-only. The next engine that takes the lock removes it.
        }
    }

    private static string Prefix(string destination) => $".{System.IO.Path.GetFileName(destination)}.";

    // .name.<process id>.<16 hexadecimal digits>.tmp
    private static bool IsOurs(string name, string prefix)
    {
        bool isFramed = name.Length > prefix.Length + Ending.Length
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.EndsWith(Ending, StringComparison.Ordinal);
        string[] middle = isFramed ? name[prefix.Length..^Ending.Length].Split('.') : [];
        return middle is [{ Length: > 0 } process, { Length: 16 } random] && process.All(char.IsAsciiDigit) && random.All(char.IsAsciiHexDigitLower);
    }

    // Made readable for nobody else before it has its owner; the owner comes before the mode, since a change of owner takes special bits away.
    private void Fill(ReadOnlySpan<byte> content, Ownership ownership)
    {
        using var file = new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(content);
        if (ownership.User != Native.OwnUser || ownership.Group != Native.OwnGroup)
        {
            Native.ChangeOwner(file.SafeFileHandle, ownership.User, ownership.Group);
        }

        File.SetUnixFileMode(file.SafeFileHandle, ownership.Mode);
        file.Flush(flushToDisk: true);
    }
}
