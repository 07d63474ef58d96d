using System.Text;

namespace Basenode.Engine.Status;

/// <summary>Where the status socket stands, and what the system allows for its path.</summary>
internal static class StatusSocket
{
    /// <summary>Linux takes 108 bytes with the closing zero.</summary>
    private const int LongestPath = 107;

    /// <summary>The socket's path within a data folder.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "status.sock");

    /// <summary>Why a path cannot be a socket's; null when it can.</summary>
    public static string? Problem(string path) => Encoding.UTF8.GetByteCount(path) is var length && length > LongestPath
        ? $"the path of the status socket is too long ({length} bytes; the system allows {LongestPath}): {path}. Choose a shorter data folder (--data)"
        : null;
}
