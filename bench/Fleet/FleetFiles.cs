using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Basenode.Bench.Fleet;

/// <summary>Sees the files of all engines, by the kernel's notices of one folder, and when the last of them shows a change.</summary>
/// <remarks>Ports of one service rise from change to change: a file that shows a later one has taken the earlier one in.</remarks>
internal sealed partial class FleetFiles : IAsyncDisposable
{
    /// <summary>The name of each engine's file, in a folder of its own.</summary>
    public const string Name = "fleet.txt";

    private readonly string[] paths;
    private readonly FileSystemWatcher watcher;
    private readonly Dictionary<string, int> engines;
    private readonly Channel<int> written = Channel.CreateUnbounded<int>();
    private readonly Task reading;
    private readonly Lock gate = new();
    private readonly List<Pending> pending = [];

    /// <param name="folder">Gets a folder for each engine.</param>
    public FleetFiles(string folder, int count)
    {
        Folders = [.. Enumerable.Range(0, count).Select(engine => Path.Combine(folder, engine.ToString(CultureInfo.InvariantCulture)))];
        paths = [.. Folders.Select(each => Path.Combine(Directory.CreateDirectory(each).FullName, Name))];
        engines = paths.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        watcher = new FileSystemWatcher(folder, Name) { IncludeSubdirectories = true, InternalBufferSize = 64 << 10 };
        watcher.Created += (_, file) => Note(file.FullPath);
        watcher.Renamed += (_, file) => Note(file.FullPath);
        watcher.EnableRaisingEvents = true;
        reading = Task.Run(ReadAsync);
    }

    /// <summary>The engines' folders.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Waits for a change in all files.</summary>
    /// <param name="since">A moment of <see cref="Stopwatch"/>.</param>
    /// <returns>Milliseconds from the moment to the last file that shows it; it ends with <see cref="TimeoutException"/> when one does not within the limit.</returns>
    public Task<double> ShowAsync(int service, int port, long since, TimeSpan limit)
    {
        var change = new Pending(service, port, since, [.. Enumerable.Range(0, paths.Length)]);
        lock (gate)
        {
            pending.Add(change);
        }

        return change.Done.Task.WaitAsync(limit);
    }

    /// <summary>Looks at all files: notices may have been lost.</summary>
    public void LookAtAll()
    {
        for (int engine = 0; engine < paths.Length; engine++)
        {
            written.Writer.TryWrite(engine);
        }
    }

    public async ValueTask DisposeAsync()
    {
        watcher.Dispose();
        written.Writer.TryComplete();
        await reading;
    }

    private void Note(string path)
    {
        if (engines.TryGetValue(path, out int engine))
        {
            written.Writer.TryWrite(engine);
        }
    }

    private async Task ReadAsync()
    {
        await foreach (int engine in written.Reader.ReadAllAsync())
        {
            string text = File.Exists(paths[engine]) ? await File.ReadAllTextAsync(paths[engine]) : "";
            long at = Stopwatch.GetTimestamp();
            if (text.EndsWith(Sight.End, StringComparison.Ordinal))
            {
                Take(engine, FirstInstances().Matches(text).ToDictionary(match => Number(match.Groups[1]), match => Number(match.Groups[2])), at);
            }
        }
    }

    private void Take(int engine, Dictionary<int, int> ports, long at)
    {
        lock (gate)
        {
            foreach (Pending change in pending.Where(change => ports.GetValueOrDefault(change.Service) >= change.Port && change.Missing.Remove(engine) && change.Missing.Count == 0).ToArray())
            {
                pending.Remove(change);
                change.Done.SetResult(Stopwatch.GetElapsedTime(change.Since, at).TotalMilliseconds);
            }
        }
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +server \S*service-(\d+)-0(?:-\w+)? \S+:(\d+)$", RegexOptions.Multiline)]
    private static partial Regex FirstInstances();

    private sealed record Pending(int Service, int Port, long Since, HashSet<int> Missing)
    {
        public TaskCompletionSource<double> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
