using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>The kernel's notices about one folder. They name no file: whoever is told looks at all that it needs.</summary>
internal sealed class FolderHint : IDisposable
{
    private readonly FileSystemWatcher watcher;
    private readonly (ulong Device, ulong Inode) identity;
    private volatile bool hasFailed;

    private FolderHint(string folder, (ulong Device, ulong Inode) identity, Action raise)
    {
        this.identity = identity;
        watcher = new FileSystemWatcher(folder)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
        };
        watcher.Created += (_, _) => raise();
        watcher.Changed += (_, _) => raise();
        watcher.Deleted += (_, _) => raise();
        watcher.Renamed += (_, _) => raise();
        watcher.Error += (_, _) =>
        {
            hasFailed = true;
            raise();
        };
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>False once notices may be lost: their queue overflowed, or another folder stands at the path now.</summary>
    public bool IsAlive => !hasFailed && Identify(watcher.Path) == identity;

    /// <summary>Starts taking notices; null where there is no such folder or the kernel gives no more of them.</summary>
    public static FolderHint? TryStart(string folder, Action raise, ILogger log)
    {
        if (!Directory.Exists(folder) || Identify(folder) is not { } identity)
        {
            return null;
        }

        try
        {
            return new FolderHint(folder, identity, raise);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.NoHints(folder, error.Message);
            return null;
        }
    }

    public void Dispose() => watcher.Dispose();

    private static (ulong Device, ulong Inode)? Identify(string folder) =>
        FileStamp.Of(folder) is { } stamp ? (stamp.Device, stamp.Inode) : null;
}
