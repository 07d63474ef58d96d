using System.Text;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.LocalFiles;

/// <summary>Keeps the text of local files that plugins and templates read fresh in the store, whatever the cluster's source is.</summary>
internal sealed class LocalFileWatcher(ClusterStore store, TaskSupervisor supervisor, ILogger log) : IAsyncDisposable
{
    private const int FileLimit = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lock gate = new();
    private readonly Dictionary<FileQuery, WatchedFile> files = [];

    // Made with the first file: most configurations read none.
    private FolderWatcher? watcher;

    /// <summary>Says the whole set of files to keep fresh from now on. A new one is read at once; of one that is gone the store forgets the text.</summary>
    public void Watch(IReadOnlySet<FileQuery> queries)
    {
        lock (gate)
        {
            List<FileQuery> gone = [.. files.Keys.Where(query => !queries.Contains(query))];
            gone.ForEach(query => files.Remove(query));
            store.Forget(gone);
            List<FileQuery> fresh = [.. queries.Where(query => !files.ContainsKey(query))];
            foreach (FileQuery query in fresh)
            {
                files[query] = new WatchedFile(query.Path, FileLimit);
                LookAt(query);
            }

            if (fresh.Count > 0)
            {
                watcher ??= new FolderWatcher(Watch(), supervisor, log);
                watcher.Wake();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (watcher is not null)
        {
            await watcher.DisposeAsync();
        }
    }

    private FolderWatch Watch() => new() { Name = "watching local files", Folders = Folders, LookAsync = LookAsync, Quiet = FileReading.Quiet };

    // The parent alone: a rename shows there, and so does the swap of a link beside the file, such as the ..data of a mounted ConfigMap.
    private IEnumerable<WatchedFolder> Folders()
    {
        lock (gate)
        {
            return
            [
                .. from query in files.Keys
                   where Path.IsPathFullyQualified(query.Path)
                   let folder = Path.GetDirectoryName(query.Path)
                   where folder is not null
                   select new WatchedFolder(folder, IsDeep: false),
            ];
        }
    }

    private Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (FileQuery query in files.Keys.ToList())
            {
                LookAt(query);
            }
        }

        return Task.FromResult(false);
    }

    private void LookAt(FileQuery query)
    {
        if (!Path.IsPathFullyQualified(query.Path) || query.Path.Contains('\0'))
        {
            store.Fail(query, $"'{LogText.Escape(query.Path)}' is not an absolute path");
            return;
        }

        if (files[query].ReadIfChanged() is not { } reading)
        {
            return;
        }

        try
        {
            Take(query, reading);
        }
        catch
        {
            // What was read did not arrive: the next look reads it again.
            files[query] = new WatchedFile(query.Path, FileLimit);
            throw;
        }
    }

    private void Take(FileQuery query, FileReading reading)
    {
        if (reading.Problem is not null)
        {
            store.Fail(query, reading.Problem);
        }
        else if (reading.Bytes is null)
        {
            store.Publish(query, null);
        }
        else
        {
            Publish(query, reading.Bytes);
        }
    }

    private void Publish(FileQuery query, byte[] bytes)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        try
        {
            store.Publish(query, Strict.GetString(text));
        }
        catch (DecoderFallbackException error)
        {
            store.Fail(query, $"{query.Path} is not text: invalid UTF-8 at byte {error.Index}");
        }
    }
}
