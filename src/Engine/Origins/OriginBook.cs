using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Origins;

/// <summary>
/// Knows where each version of a script or template is from. Whoever asks gets what is known at once and never waits: git is asked in the background, and its
/// answer asks for a pass where a text shows it. Any thread may ask.
/// </summary>
internal sealed class OriginBook(OriginReader reader, ChangeSignal signal, TaskSupervisor supervisor, ILogger log) : IAsyncDisposable
{
    // A busy day of edits. Beyond it all is forgotten, and asked again when it is needed.
    private const int MostEntries = 5_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Path, string Hash), Entry> entries = [];
    private readonly Dictionary<string, SeenTree> trees = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);
    private bool isAsking;
    private FolderWatcher? watcher;

    /// <summary>Where a version of a file is from; null while it is being looked up.</summary>
    /// <param name="isShown">Whether a rendered text shows it, so that another answer asks for a pass.</param>
    public FileOrigin? Of(SourceFile file, bool isShown = false)
    {
        lock (gate)
        {
            if (entries.TryGetValue(file.Content, out Entry? entry))
            {
                entry.IsShown |= isShown;
                return entry.Origin;
            }

            if (entries.Count >= MostEntries)
            {
                entries.Clear();
            }

            entries.Add(file.Content, new Entry(file) { IsShown = isShown });
            Ask();
            return null;
        }
    }

    /// <summary>From now on notices when another commit is checked out.</summary>
    public void Watch() => watcher = new FolderWatcher(
        new FolderWatch { Name = "watching which commit is checked out", Folders = Watched, LookAsync = LookAsync, Quiet = TimeSpan.FromMilliseconds(50) }, supervisor, log);

    public async ValueTask DisposeAsync()
    {
        if (watcher is not null)
        {
            await watcher.DisposeAsync();
        }
    }

    private IEnumerable<WatchedFolder> Watched()
    {
        lock (gate)
        {
            return [.. trees.Values.SelectMany(seen => seen.Tree.Watched).Distinct().Select(folder => new WatchedFolder(folder, IsDeep: false))];
        }
    }

    private Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        SeenTree[] known;
        lock (gate)
        {
            known = [.. trees.Values];
        }

        HashSet<string> moved = [.. known.Where(seen => seen.Tree.Stamp() != seen.Stamp).Select(seen => seen.Tree.Folder)];
        lock (gate)
        {
            foreach (Entry entry in entries.Values.Where(entry => entry.Tree is not null && moved.Contains(entry.Tree)))
            {
                entry.IsStale = true;
            }

            if (moved.Count > 0)
            {
                Ask();
            }
        }

        return Task.FromResult(false);
    }

    // Under the lock.
    private void Ask()
    {
        if (!isAsking)
        {
            isAsking = true;
            _ = supervisor.Run("asking where scripts and templates are from", AskAsync);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            SourceFile[] wanted;
            lock (gate)
            {
                wanted = [.. entries.Values.Where(entry => entry.Origin is null || entry.IsStale).Select(entry => entry.File)];
                if (wanted.Length == 0)
                {
                    isAsking = false;
                    return;
                }
            }

            try
            {
                Take(await reader.ReadAsync(wanted, cancellationToken));
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever waits for an answer goes on without one; the supervisor tells the failure and tries again.
                Take([.. wanted.Select(file => new OriginAnswer(file, null, null))]);
                throw;
            }
        }
    }

    private void Take(IReadOnlyList<OriginAnswer> answers)
    {
        bool isNews = false;
        lock (gate)
        {
            foreach (OriginAnswer answer in answers)
            {
                if (entries.TryGetValue(answer.File.Content, out Entry? entry))
                {
                    // Of a version that is not on disk any more, what was found out before stays.
                    FileOrigin origin = answer.Origin ?? entry.Origin ?? FileOrigin.Unknown;
                    isNews |= entry.IsShown && origin != entry.Origin;
                    (entry.Origin, entry.IsStale, entry.Tree) = (origin, false, answer.Tree?.Tree.Folder);
                    entry.IsOnDisk = answer.Origin is not null;
                }

                if (answer.Tree is { } seen)
                {
                    trees[seen.Tree.Folder] = seen;
                }
            }

            Tell(answers);
        }

        watcher?.Wake();
        if (isNews)
        {
            signal.Raise("the commit of scripts and templates");
        }
    }

    // One line for each work tree and each commit that is recorded, and another one when something of it is another.
    private void Tell(IReadOnlyList<OriginAnswer> answers)
    {
        HashSet<string> touched = [.. answers.Select(answer => answer.Tree?.Tree.Folder ?? "")];
        var newest = entries.Values.Where(entry => entry is { IsOnDisk: true, Origin.IsKnown: true }).GroupBy(entry => entry.File.Path).Select(versions => versions.Last());
        foreach (var group in newest.Where(entry => touched.Contains(entry.Tree ?? "")).GroupBy(entry => (Folder: entry.Tree ?? "the image", entry.Origin!.Commit)))
        {
            string[] changed = [.. group.Where(entry => entry.Origin!.IsClean is false).Select(entry => entry.File.Name).Distinct().Order(StringComparer.Ordinal)];
            string state = changed.Length > 0 ? $"changed: {string.Join(", ", changed.Take(5))}{(changed.Length > 5 ? $" and {changed.Length - 5} more" : "")}"
                : group.All(entry => entry.Origin!.IsClean is true) ? "clean"
                : "not known whether changed";
            string place = group.First().Tree ?? group.Key.ToString();
            if (told.GetValueOrDefault(place) != $"{group.Key.Commit} {state}")
            {
                told[place] = $"{group.Key.Commit} {state}";
                Log.Found(log, group.Key.Folder, group.Key.Commit, state);
            }
        }
    }

    private sealed class Entry(SourceFile file)
    {
        public SourceFile File => file;

        public FileOrigin? Origin { get; set; }

        public string? Tree { get; set; }

        public bool IsShown { get; set; }

        public bool IsStale { get; set; }

        public bool IsOnDisk { get; set; } = true;
    }
}
