using System.Threading.Channels;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>Wakes whoever looks for edits: at once on a notice of the kernel, and after a period without any. A notice is a hint; only looking tells what changed.</summary>
internal sealed class FolderHints : IDisposable
{
    private readonly (string Folder, bool Deep)[] folders;
    private readonly Dictionary<string, (UInt128 Identity, FileSystemWatcher? Watcher)> armed = new(StringComparer.Ordinal);
    private readonly Channel<bool> woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeSpan period;
    private readonly ITimer timer;
    private readonly ILogger logger;

    /// <param name="folders">What to watch, with all below or without. A folder may be absent, come later, or be replaced.</param>
    /// <param name="period">Wake this often anyway.</param>
    public FolderHints((string Folder, bool Deep)[] folders, TimeSpan period, TimeProvider time, ILogger logger)
    {
        this.folders = folders;
        this.period = period;
        this.logger = logger;
        timer = time.CreateTimer(_ => Wake(), null, period, period);
    }

    /// <summary>Waits for the next hint.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await woken.Reader.ReadAsync(cancellationToken);

    /// <summary>Watches the folders that are there now. Called before each look, so that no edit falls between a look and a folder that has just come.</summary>
    public void Arm()
    {
        foreach ((string folder, bool deep) in folders)
        {
            UInt128? identity = FileStamp.Of(folder) is { IsFolder: true } stat ? stat.Identity : null;
            if (armed.TryGetValue(folder, out (UInt128 Identity, FileSystemWatcher? Watcher) now) && now.Identity != identity)
            {
                now.Watcher?.Dispose();
                armed.Remove(folder);
            }

            if (identity is { } there && !armed.ContainsKey(folder))
            {
                armed[folder] = (there, Watch(folder, deep));
            }
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        foreach ((_, FileSystemWatcher? watcher) in armed.Values)
        {
            watcher?.Dispose();
        }
    }

    private FileSystemWatcher? Watch(string folder, bool deep)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = deep };
            watcher.NotifyFilter |= NotifyFilters.Attributes | NotifyFilters.Size;
            watcher.Changed += (_, _) => Wake();
            watcher.Created += (_, _) => Wake();
            watcher.Deleted += (_, _) => Wake();
            watcher.Renamed += (_, _) => Wake();

            // Notices were lost: look. What follows comes again.
            watcher.Error += (_, _) => Wake();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            Log.NoHints(logger, folder, period.TotalSeconds, exception.Message);
            return null;
        }
    }

    private void Wake() => woken.Writer.TryWrite(true);
}
