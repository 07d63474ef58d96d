using System.Runtime.InteropServices;
using System.Text;

namespace Basenode.Engine.Plugins.Files;

/// <summary>Paths with every link on the way resolved.</summary>
internal static partial class RealPath
{
    private const int LongestPath = 4096;

    /// <summary>The path that a file really has; null when it leads nowhere.</summary>
    public static string? Of(string path)
    {
        byte[] buffer = new byte[LongestPath];
        return Resolve(path, buffer) == 0 ? null : Encoding.UTF8.GetString(buffer.AsSpan(0, buffer.AsSpan().IndexOf((byte)0)));
    }

    /// <summary>Whether a path is inside a folder, both as written: no link is resolved.</summary>
    public static bool IsInside(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, [Out] byte[] buffer);
}
