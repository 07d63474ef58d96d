using System.Runtime.InteropServices;

namespace Basenode.Engine.FileSystem;

/// <summary>
/// What tells one state of a file from another without opening it, and who owns it. Equal stamps mean the same content, except for writes within one tick of
/// the file system's clock.
/// </summary>
/// <param name="Inode">Which file it is; a file that was replaced by a rename has another one.</param>
/// <param name="Modified">When the content was last written, in nanoseconds.</param>
/// <param name="Changed">When the content, mode or owner was last changed, in nanoseconds; nobody can set it back.</param>
internal readonly partial record struct FileStamp(
    ulong Device,
    ulong Inode,
    ulong Size,
    long Modified,
    long Changed,
    uint Mode,
    uint User,
    uint Group,
    bool IsMount)
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStatistics = 0x7ff;
    private const ulong MountRoot = 0x2000;
    private const int NotThere = 2;
    private const int NotAFolder = 20;

    /// <summary>Device and inode: another one after a replacement by rename.</summary>
    public UInt128 Identity => new(Device, Inode);

    /// <summary>The permission bits.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);

    /// <summary>False for a folder, pipe, socket or device: opening a pipe would wait for a writer for ever.</summary>
    public bool IsRegular => (Mode & 0xF000) == 0x8000;

    public bool IsFolder => (Mode & 0xF000) == 0x4000;

    public bool IsLink => (Mode & 0xF000) == 0xA000;

    /// <summary>The stamp of what stands at a path, or of the link that stands there. Null when there is nothing.</summary>
    /// <exception cref="IOException">It cannot be seen.</exception>
    public static FileStamp? Read(string path) =>
        Look(path, DoNotFollow)
        ?? (Marshal.GetLastPInvokeError() is NotThere or NotAFolder ? null : throw new IOException(Marshal.GetLastPInvokeErrorMessage()));

    /// <summary>The stamp of what a path leads to, links followed, so that a swapped link shows as another inode; null when it leads nowhere or cannot be looked at.</summary>
    public static FileStamp? Of(string path) => Look(path, flags: 0);

    /// <summary>What is wrong with a file that is a mount of its own.</summary>
    public static IOException MountedFile() =>
        new("the file itself is a mount point, so it cannot be replaced in one step: mount its folder instead");

    private static FileStamp? Look(string path, int flags) =>
        StatxCall(CurrentFolder, path, flags, BasicStatistics, out Statistics found) != 0
            ? null
            : new FileStamp(
                ((ulong)found.DeviceMajor << 32) | found.DeviceMinor,
                found.Inode,
                found.Size,
                (found.ModifiedSeconds * 1_000_000_000) + found.ModifiedNanoseconds,
                (found.ChangedSeconds * 1_000_000_000) + found.ChangedNanoseconds,
                found.Mode,
                found.User,
                found.Group,
                (found.Attributes & MountRoot) != 0);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxCall(int folder, string path, int flags, uint mask, out Statistics found);

    // The kernel's own layout, the same on every processor; that of stat is not.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statistics
    {
        [FieldOffset(8)]
        public ulong Attributes;
        [FieldOffset(20)]
        public uint User;
        [FieldOffset(24)]
        public uint Group;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(96)]
        public long ChangedSeconds;
        [FieldOffset(104)]
        public uint ChangedNanoseconds;
        [FieldOffset(112)]
        public long ModifiedSeconds;
        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
