using System.Globalization;
using System.Runtime.InteropServices;

namespace Basenode.Engine.Delivery.Files;

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

    /// <summary>The engine's own user.</summary>
    public static uint OwnUser => OwnUserCall();

    /// <summary>The engine's own group.</summary>
    public static uint OwnGroup => OwnGroupCall();

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

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint OwnUserCall();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint OwnGroupCall();
}
