using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision.Running;

/// <summary>
/// A file that says which code of plugins runs right now: <c>running</c> in the data folder. A process that finds the note of one that died knows whom to suspect.
/// </summary>
/// <remarks>
/// A line of fixed length is written before code starts, and cleared when nothing of it runs any more. Nothing is flushed to the disk: the note has to outlive the
/// process, not the machine. The file is locked while it is open, so that a second engine does not take the first one for dead.
/// </remarks>
internal sealed class RunningNote : IDisposable
{
    private const int MostLines = 4096;

    private readonly Lock gate = new();
    private readonly ILogger log;
    private readonly string path;
    private readonly Stack<int> free = new();
    private readonly ConcurrentDictionary<RunningCode, bool> noted = new();

    // Follows code to its threads, timers and continuations.
    private readonly AsyncLocal<RunningCode?> current = new(Switch);
    private FileStream? file;
    private int lines;

    private RunningNote(string path, FileStream? file, ILogger log) => (this.path, this.file, this.log) = (path, file, log);

    /// <summary>The code that the present thread runs; null for the engine's own.</summary>
    public RunningCode? Current => current.Value;

    /// <summary>Code that is on a thread right now.</summary>
    public IReadOnlyList<RunningCode> OnThreads => [.. noted.Keys.Where(code => code.IsOnThread)];

    /// <summary>Opens the note of a data folder, reads what the process before has left in it, and starts anew. Without a note the engine goes on.</summary>
    /// <returns>The note, and what the process before was running at its end.</returns>
    public static (RunningNote Note, PastRun Past) Open(string dataFolder, ILogger log)
    {
        string path = Path.Combine(dataFolder, "running");
        try
        {
            Directory.CreateDirectory(dataFolder);
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            byte[] left = new byte[Math.Min(file.Length, MostLines * NoteLine.Length)];
            int read = RandomAccess.Read(file.SafeFileHandle, left, 0);
            file.SetLength(0);
            return (new RunningNote(path, file, log), PastRun.Parse(left.AsSpan(0, read)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NoNote(log, path, exception.Message);
            return (new RunningNote(path, null, log), PastRun.Orderly);
        }
    }

    /// <summary>Notes code before it is started. Its end is to be told.</summary>
    public RunningCode Begin(PluginCode code)
    {
        var begun = new RunningCode(this, code);
        begun.Begin();
        return begun;
    }

    /// <summary>From now on this thread, and whatever it starts, runs this code.</summary>
    public void Follow(RunningCode code) => current.Value = code;

    /// <summary>Somebody called <c>Environment.Exit</c>: only what is on a thread can have done it.</summary>
    /// <returns>What is on a thread.</returns>
    public IReadOnlyList<RunningCode> MarkAtExit()
    {
        IReadOnlyList<RunningCode> onThreads = OnThreads;
        foreach (RunningCode code in onThreads)
        {
            code.Mark(NoteMark.AtExit);
        }

        return onThreads;
    }

    /// <summary>Empties the note at an orderly end, and closes it.</summary>
    /// <param name="exceptHung">Whether code that hangs stays in it: the process replaces itself to be rid of it.</param>
    public void Finish(bool exceptHung)
    {
        RunningCode[] hung = exceptHung ? [.. noted.Keys.Where(code => code.IsHung)] : [];
        lock (gate)
        {
            for (int place = 0; place < lines; place++)
            {
                TryWrite(place, place < hung.Length ? new NoteLine(NoteMark.Hung, hung[place].Code).ToBytes() : NoteLine.Free);
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }

    /// <summary>Writes a line.</summary>
    /// <param name="place">Where it stands already; null for a new one.</param>
    /// <returns>Its place; -1 when there is no room.</returns>
    internal int Write(int? place, NoteLine line)
    {
        lock (gate)
        {
            int taken = place ?? (free.TryPop(out int freed) ? freed : lines < MostLines ? lines++ : -1);
            TryWrite(taken, line.ToBytes());
            return taken;
        }
    }

    /// <summary>Clears a line.</summary>
    internal void Clear(int place)
    {
        if (place >= 0)
        {
            lock (gate)
            {
                TryWrite(place, NoteLine.Free.AsSpan(0, 1));
                free.Push(place);
            }
        }
    }

    /// <summary>Code has a line.</summary>
    internal void Show(RunningCode code) => noted.TryAdd(code, true);

    /// <summary>Code has no line any more.</summary>
    internal void Hide(RunningCode code) => noted.TryRemove(code, out _);

    private static void Switch(AsyncLocalValueChangedArgs<RunningCode?> change)
    {
        change.PreviousValue?.Leave();
        change.CurrentValue?.Enter();
    }

    // A full disk costs the note, not the plugin's call.
    private void TryWrite(int place, ReadOnlySpan<byte> bytes)
    {
        if (file is null || place < 0)
        {
            return;
        }

        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, (long)place * NoteLine.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NoNote(log, path, exception.Message);
            file.Dispose();
            file = null;
        }
    }
}
