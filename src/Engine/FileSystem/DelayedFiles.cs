using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>Writes files of the engine's own in the background, a few seconds after they were given: what changes often is written now and then only.</summary>
/// <remarks>
/// So what ends the process at once is never written. A file that cannot be written is logged once and tried again when it is given again.
/// </remarks>
internal sealed class DelayedFiles : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly HashSet<string> unwritable = new(StringComparer.Ordinal);
    private Dictionary<string, Action> pending = new(StringComparer.Ordinal);
    private readonly TimeSpan delay;
    private readonly ITimer timer;
    private readonly ILogger log;

    /// <param name="delay">How long after the first of the files that wait all of them are written.</param>
    public DelayedFiles(TimeSpan delay, TimeProvider time, ILogger log)
    {
        (this.delay, this.log) = (delay, log);
        timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives a file. What was given for it before and is not written yet is dropped.</summary>
    /// <param name="content">Makes the content, on another thread; null deletes the file.</param>
    public void Put(string path, Func<byte[]?> content) => Put(path, () => Write(path, content()));

    /// <summary>Gives a file that may be large: its content is never in memory as a whole.</summary>
    /// <param name="write">Writes the content, on another thread.</param>
    public void Put(string path, Action<Stream> write) => Put(path, () => AtomicFile.ReplacePrivate(path, write));

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        timer.Dispose();
        Write();
    }

    private void Put(string path, Action write)
    {
        lock (gate)
        {
            if (pending.Count == 0)
            {
                timer.Change(delay, Timeout.InfiniteTimeSpan);
            }

            pending[path] = write;
        }
    }

    private void Write()
    {
        lock (writing)
        {
            Dictionary<string, Action> due;
            lock (gate)
            {
                (due, pending) = (pending, new Dictionary<string, Action>(StringComparer.Ordinal));
            }

            foreach ((string path, Action write) in due)
            {
                Try(path, write);
            }
        }
    }

    private static void Write(string path, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(path);
        }
        else if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            AtomicFile.ReplacePrivate(path, content, lasting: false);
        }
    }

    private void Try(string path, Action write)
    {
        try
        {
            write();
            unwritable.Remove(path);
        }
        catch (Exception exception)
        {
            // Not only what the file system says: nobody awaits this, and an exception here would end the process.
            if (unwritable.Add(path))
            {
                Log.NotKept(log, path, exception.Message);
            }
        }
    }
}
