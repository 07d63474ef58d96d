using System.Runtime.InteropServices;

namespace Basenode.Engine.FileSystem;

/// <summary>The system calls that .NET does not offer.</summary>
internal static partial class Native
{
    private const int ReadOnly = 0;
    private const int ReadWriteCreate = 0x2 | 0x40;
    private const int CloseOnExec = 0x80000;
    private const int LockExclusiveNow = 2 | 4;
    private const int Unlock = 8;
    private const int Busy = 16;
    private const int WouldBlock = 11;

    // The one flag here whose number is not the same on every processor.
    private static int NoFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>Replaces a file by another of the same folder, so that a reader sees the one or the other.</summary>
    /// <exception cref="IOException">It could not; nothing has changed.</exception>
    public static void Rename(string from, string to)
    {
        if (RenameCall(from, to) != 0)
        {
            throw Marshal.GetLastPInvokeError() == Busy ? FileStamp.MountedFile() : Failure("rename");
        }
    }

    /// <summary>Makes a rename within a folder last through a loss of power.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void FlushFolder(string folder)
    {
        using var handle = new DescriptorHandle(OpenCall(folder, ReadOnly | CloseOnExec, 0));
        if (handle.IsInvalid || FsyncCall(handle.Descriptor) != 0)
        {
            throw Failure("cannot write the folder's entry to the disk");
        }
    }

    /// <summary>Gives an open file to a user and a group.</summary>
    /// <exception cref="IOException">It could not, mostly because only root can.</exception>
    public static void ChangeOwner(SafeHandle file, uint user, uint group)
    {
        if (FchownCall(file, user, group) != 0)
        {
            throw new IOException($"cannot give it to user {user} and group {group}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Opens or makes a lock file and takes its lock, which lasts until the handle is closed or the process ends, however it ends.</summary>
    /// <param name="holder">What the one who has it wrote into the file.</param>
    /// <returns>Null when somebody else has the lock.</returns>
    /// <exception cref="IOException">The file cannot be opened or locked.</exception>
    public static DescriptorHandle? TakeLock(string path, out string holder)
    {
        DescriptorHandle handle = Opened(path, ReadWriteCreate | CloseOnExec | NoFollow);
        holder = "";
        if (Locks(handle, path))
        {
            return handle;
        }

        holder = handle.Read();
        handle.Dispose();
        return null;
    }

    /// <summary>Takes the lock of a folder itself, which leaves no file behind.</summary>
    /// <returns>Null when somebody else has the lock.</returns>
    /// <exception cref="IOException">The folder cannot be opened or locked.</exception>
    public static DescriptorHandle? TakeFolderLock(string folder)
    {
        DescriptorHandle handle = Opened(folder, ReadOnly | CloseOnExec);
        if (Locks(handle, folder))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Releases a lock and closes its file.</summary>
    /// <remarks>
    /// Closing alone is not enough: a child process has a copy of the descriptor from its fork to its exec, and the lock would stay for that long.
    /// </remarks>
    public static void ReleaseLock(DescriptorHandle handle)
    {
        _ = FlockCall(handle.Descriptor, Unlock);
        handle.Dispose();
    }

    /// <summary>The process's own user.</summary>
    public static uint OwnUser => OwnUserCall();

    /// <summary>The process's own group.</summary>
    public static uint OwnGroup => OwnGroupCall();

    private static DescriptorHandle Opened(string path, int flags)
    {
        var handle = new DescriptorHandle(OpenCall(path, flags, 0b110_100_100));
        return handle.IsInvalid ? throw Failure($"cannot open the lock {path}") : handle;
    }

    private static bool Locks(DescriptorHandle handle, string path)
    {
        if (FlockCall(handle.Descriptor, LockExclusiveNow) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == WouldBlock)
        {
            return false;
        }

        handle.Dispose();
        throw new IOException($"cannot take the lock {path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static IOException Failure(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCall(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FsyncCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int FchownCall(SafeHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint OwnUserCall();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint OwnGroupCall();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FlockCall(int descriptor, int operation);
}
