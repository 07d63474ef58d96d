using System.Runtime.InteropServices;

namespace Basenode.Engine.Rendering;

/// <summary>Where a path leads once every symbolic link on the way is followed.</summary>
internal static partial class RealPath
{
    /// <summary>The path without links; null when there is nothing there.</summary>
    public static unsafe string? Of(string path)
    {
        byte* resolved = RealPathOf(path, null);
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

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* RealPathOf(string path, byte* resolved);
}
