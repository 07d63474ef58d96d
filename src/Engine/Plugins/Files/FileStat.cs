using System.Runtime.InteropServices;

namespace Basenode.Engine.Plugins.Files;

/// <summary>What the file system says of a file, links followed: enough to tell one content from another, and to know who may change it.</summary>
/// <param name="Identity">Device and inode: another one after a replacement by rename.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the content last changed, in nanoseconds.</param>
/// <param name="Changed">When content, mode or owner last changed, in nanoseconds; a program cannot set it back.</param>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Owner">The owner's user number.</param>
internal readonly partial record struct FileStat(UInt128 Identity, ulong Size, long Modified, long Changed, int Mode, uint Owner)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & 0xF000) == 0x4000;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => (Mode & 0xF000) == 0x8000;

    /// <summary>The permission bits.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);

    /// <summary>The user number that this process acts as.</summary>
    public static uint CurrentUser => GetEffectiveUser();

    /// <summary>Looks at a path; null when it leads nowhere or may not be looked at.</summary>
    public static FileStat? Of(string path)
    {
        // statx has one layout on every processor, unlike stat.
        return Statx(CurrentFolder, path, 0, BasicFields, out StatxBuffer buffer) == 0
            ? new FileStat(
                new UInt128(((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode),
                buffer.Size,
                (buffer.ModifiedSeconds * 1_000_000_000) + buffer.ModifiedNanoseconds,
                (buffer.ChangedSeconds * 1_000_000_000) + buffer.ChangedNanoseconds,
                buffer.Mode,
                buffer.Owner)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(20)]
        public uint Owner;

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
