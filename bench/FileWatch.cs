using System.Diagnostics;

namespace Basenode.Bench;

/// <summary>Sees when a file shows something, by the kernel's notices of its folder. It asks nothing of the tool that writes it.</summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private readonly string path;
    private readonly FileSystemWatcher watcher;
    private readonly SemaphoreSlim changed = new(0);

    /// <param name="path">The file, whose folder is there.</param>
    public FileWatch(string path)
    {
        this.path = path;
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.Changed += (_, _) => changed.Release();
    }

    /// <summary>Waits until the file shows something.</summary>
    /// <param name="since">A moment of <see cref="Stopwatch"/>.</param>
    /// <param name="goesOn">False ends the wait.</param>
    /// <returns>Milliseconds from the moment to the opening of the file that showed it; null when it did not within the limit.</returns>
    public async Task<double?> ShowsAsync(Sight sight, long since, TimeSpan limit, Func<bool> goesOn)
    {
        while (true)
        {
            if (Look(sight) is { } at)
            {
                return Stopwatch.GetElapsedTime(since, at).TotalMilliseconds;
            }

            if (Stopwatch.GetElapsedTime(since) > limit || !goesOn())
            {
                return null;
            }

            await changed.WaitAsync(LookAgain);
        }
    }

    /// <summary>When the file that shows it was opened; null when it does not.</summary>
    public long? Look(Sight sight)
    {
        try
        {
            using var reader = new StreamReader(path);
            long at = Stopwatch.GetTimestamp();
            return sight.In(reader.ReadToEnd()) ? at : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        watcher.Dispose();
        changed.Dispose();
    }
}
