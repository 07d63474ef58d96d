using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>The system's notices about changes in some folders. They name no file: whoever is told looks at all that it needs.</summary>
/// <param name="raise">Called on any thread at each notice; must not throw.</param>
/// <param name="period">How long changes may take to be noticed where there are no notices, for the log.</param>
internal sealed class FolderNotices(Action raise, TimeSpan period, ILogger log) : IDisposable
{
    private readonly Dictionary<WatchedFolder, Armed> armed = [];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Takes notices from these folders from now on, as far as they exist. A folder that was replaced since the last call is taken up anew.</summary>
    public void Take(IEnumerable<WatchedFolder> folders)
    {
        HashSet<WatchedFolder> wanted = [.. folders];
        foreach (WatchedFolder gone in armed.Keys.Where(folder => !wanted.Contains(folder) || !armed[folder].IsAlive).ToList())
        {
            armed[gone].Dispose();
            armed.Remove(gone);
        }

        foreach (WatchedFolder folder in wanted.Where(folder => !armed.ContainsKey(folder)))
        {
            Arm(folder);
        }
    }

    public void Dispose()
    {
        foreach (Armed each in armed.Values)
        {
            each.Dispose();
        }
    }

    private void Arm(WatchedFolder folder)
    {
        if (FileStamp.Of(folder.Path) is not { IsFolder: true } stamp)
        {
            return;
        }

        try
        {
            armed[folder] = new Armed(folder, stamp.Identity, raise);
            told.Remove(folder.Path);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            if (told.Add(folder.Path))
            {
                Log.NoNotices(log, folder.Path, period.TotalSeconds, error.Message);
            }
        }
    }

    private sealed class Armed : IDisposable
    {
        private readonly FileSystemWatcher watcher;
        private readonly UInt128 identity;
        private volatile bool hasFailed;

        public Armed(WatchedFolder folder, UInt128 identity, Action raise)
        {
            this.identity = identity;
            watcher = new FileSystemWatcher(folder.Path)
            {
                IncludeSubdirectories = folder.IsDeep,
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
            try
            {
                watcher.EnableRaisingEvents = true;
            }
            catch
            {
                watcher.Dispose();
                throw;
            }
        }

        /// <summary>False once notices may be lost: their queue overflowed, or another folder stands at the path now.</summary>
        public bool IsAlive => !hasFailed && FileStamp.Of(watcher.Path)?.Identity == identity;

        public void Dispose() => watcher.Dispose();
    }
}
