using System.Globalization;
using System.Runtime.InteropServices;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;

namespace Basenode.Engine.Delivery.Files;

/// <summary>Mode and owner that a file is to have.</summary>
internal readonly record struct Ownership(UnixFileMode Mode, uint User, uint Group)
{
    private const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What the target asks for, else what the file that is there has, else the defaults.</summary>
    /// <exception cref="IOException">A user or group is unknown.</exception>
    public static Ownership For(TargetDefinition target, FileStamp? inPlace) => new(
        target.Mode ?? inPlace?.Permissions ?? DefaultMode,
        target.Owner is { } owner ? Accounts.User(owner) : inPlace?.User ?? Native.OwnUser,
        target.Group is { } group ? Accounts.Group(group) : inPlace?.Group ?? Native.OwnGroup);

    /// <summary>Whether a file has them.</summary>
    public bool Matches(FileStamp file) => file.Permissions == Mode && file.User == User && file.Group == Group;
}

/// <summary>Finds the numbers of users and groups.</summary>
internal static partial class Accounts
{
    private const int NumberOffset = 16;

    // The C library hands out one shared buffer for all callers.
    private static readonly Lock Buffer = new();

    /// <summary>The number of a user given by name or number.</summary>
    /// <exception cref="IOException">There is no such user.</exception>
    public static uint User(string nameOrNumber) => Find(nameOrNumber, UserCall, "user");

    /// <summary>The number of a group given by name or number.</summary>
    /// <exception cref="IOException">There is no such group.</exception>
    public static uint Group(string nameOrNumber) => Find(nameOrNumber, GroupCall, "group");

    private static uint Find(string nameOrNumber, Func<string, nint> look, string kind)
    {
        if (uint.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        lock (Buffer)
        {
            // Both records begin with the name and the password, then comes the number.
            nint entry = look(nameOrNumber);
            return entry != 0
                ? (uint)Marshal.ReadInt32(entry, NumberOffset)
                : throw new IOException($"there is no {kind} \"{nameOrNumber}\" on this machine");
        }
    }

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint UserCall(string name);

    [LibraryImport("libc", EntryPoint = "getgrnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GroupCall(string name);
}
