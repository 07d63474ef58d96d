using System.Runtime.InteropServices;

namespace Basenode.Engine.FileSystem;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static partial class RealPath
{
    /// <summary>The path without links; null when there is nothing at the path.</summary>
    public static unsafe string? Of(string path)
    {
        byte* resolved = Resolve(path, null);
        if (resolved is null)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8((nint)resolved);
        }
        finally
        {
            NativeMemory.Free(resolved);
        }
    }

    /// <summary>Whether a path is below a folder, both as written: no link is followed.</summary>
    public static bool IsInside(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* Resolve(string path, byte* resolved);
}
