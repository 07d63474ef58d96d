using System.Runtime.InteropServices;

namespace Basenode.Engine.Status;

/// <summary>The system's rename, which replaces what is there in one step and never copies.</summary>
internal static partial class FileRename
{
    /// <summary>Renames a file of any kind within one file system.</summary>
    /// <param name="problem">The system's own words when it could not.</param>
    public static bool TryReplace(string from, string to, out string? problem)
    {
        problem = Rename(from, to) == 0 ? null : $"cannot be put in place: {Marshal.GetLastPInvokeErrorMessage()}";
        return problem is null;
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
