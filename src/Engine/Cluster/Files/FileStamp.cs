using System.Runtime.InteropServices;

namespace Basenode.Engine.Cluster.Files;

/// <summary>What the file system says of a file without opening it: equal stamps mean the same content, except for writes within one tick of its clock.</summary>
/// <param name="IsRegular">False for a folder, pipe, socket or device: opening a pipe would wait for a writer for ever.</param>
internal readonly partial record struct FileStamp(bool IsRegular, ulong Device, ulong Inode, ulong Size, long Modified, long Changed)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>The stamp of what a path leads to, links followed; null when there is nothing or it cannot be looked at.</summary>
    public static FileStamp? Of(string path)
    {
        if (Status(CurrentFolder, path, 0, BasicFields, out FileStatus status) != 0)
        {
            return null;
        }

        return new FileStamp(
            (status.Mode & TypeMask) == RegularFile,
            ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
            status.Inode,
            status.Size,
            (status.ModifiedSeconds * 1_000_000_000) + status.ModifiedNanoseconds,
            (status.ChangedSeconds * 1_000_000_000) + status.ChangedNanoseconds);
    }

    // statx has one layout on every architecture; stat has not. A symbolic link is followed, so a swapped link shows as another inode.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, out FileStatus status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
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
