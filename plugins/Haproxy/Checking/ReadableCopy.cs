using System.Runtime.InteropServices;

namespace Basenode.Haproxy.Checking;

/// <summary>A copy of a configuration that one other user, and nobody else, can read; gone when disposed.</summary>
/// <remarks>It lies in memory where the system offers that, since a configuration may hold passwords.</remarks>
internal sealed partial class ReadableCopy : IDisposable
{
    private const string MemoryFolder = "/dev/shm";
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead;
    private const UnixFileMode OthersPass =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string folder;

    private ReadableCopy(string folder, string name)
    {
        this.folder = folder;
        Path = System.IO.Path.Combine(folder, name);
    }

    /// <summary>Its absolute path; its last part is the destination's, so that <c>.cfg</c> and the like keep their meaning.</summary>
    public string Path { get; }

    /// <summary>Makes a copy.</summary>
    /// <param name="user">The name of the user who is to read it; null for the engine's own.</param>
    /// <exception cref="InvalidOperationException">There is no such user, or the copy could not be written.</exception>
    public static async Task<ReadableCopy> CreateAsync(string content, string name, string? user, CancellationToken cancellationToken)
    {
        string parent = Directory.Exists(MemoryFolder) ? MemoryFolder : System.IO.Path.GetTempPath();
        string folder = System.IO.Path.Combine(parent, $"basenode-check-{Guid.NewGuid():N}");
        var copy = new ReadableCopy(folder, name);
        bool isReady = false;
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await copy.FillAsync(content, user, cancellationToken);
            isReady = true;
            return copy;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the check could not be made: a copy of the candidate cannot be written: {exception.Message}", exception);
        }
        finally
        {
            if (!isReady)
            {
                copy.Dispose();
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task FillAsync(string content, string? user, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerReads };
        await using (var stream = new FileStream(Path, options))
        await using (var writer = new StreamWriter(stream))
        {
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        }

        if (user is not null)
        {
            // Nobody can look into the folder, only pass through it to a name that is known.
            File.SetUnixFileMode(folder, OthersPass);
            GiveTo(user);
        }
    }

    private void GiveTo(string user)
    {
        if (NumberOf(user) is not { } number)
        {
            throw new InvalidOperationException($"the check could not be made: there is no user {user} (setting check_user)");
        }

        if (ChangeOwner(Path, number, -1) != 0)
        {
            string why = Marshal.GetLastPInvokeErrorMessage();
            throw new InvalidOperationException($"the check could not be made: a copy of the candidate cannot be given to user {user}: {why}");
        }
    }

    private static int? NumberOf(string user)
    {
        foreach (string line in File.ReadLines("/etc/passwd"))
        {
            if (line.Split(':') is [var name, _, var number, ..] && name == user && int.TryParse(number, out int parsed))
            {
                return parsed;
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int owner, int group);
}
