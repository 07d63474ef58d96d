using System.Collections.Concurrent;
using System.Text.Json;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery.States;

/// <summary>Keeps what is remembered of each target in a folder of its own: <c>targets/NAME/</c> of the data folder. Targets may be used at the same time.</summary>
/// <remarks>
/// A file that cannot be read or written is told once, and the engine goes on with what it has in its own memory: files are still put in place, and the
/// worst that can follow is one reload too many after the next start.
/// </remarks>
internal sealed class TargetStateStore(string dataFolder, ILogger log)
{
    /// <summary>The ending of the name under which a state that cannot be read is kept.</summary>
    public const string Aside = ".unreadable";
    private const string State = "state.json";
    private const string LastGood = "last-good";
    private const string Before = "before";

    // What could not be written, by path.
    private readonly ConcurrentDictionary<string, byte[]> unwritten = new(StringComparer.Ordinal);

    // What could not be read and was told, by path.
    private readonly ConcurrentDictionary<string, bool> unreadable = new(StringComparer.Ordinal);

    /// <summary>What is remembered of a target. Without a state that can be read it is the last good content alone, which is a file of its own.</summary>
    public TargetState Load(string target)
    {
        StateDocument state = TryRead(target, State, StateDocument.Parse) ?? new StateDocument();
        return state.ToState(() => ReadLastGood(target) is { } content ? ContentHash.Of(content) : "");
    }

    /// <summary>Replaces what is remembered of a target. A state that could not be read is put aside before.</summary>
    /// <param name="lasting">See <see cref="AtomicFile.ReplacePrivate(string, ReadOnlySpan{byte}, bool)"/>: not asked for before a commit, which must not wait for the disk twice.</param>
    public void Save(string target, TargetState state, bool lasting) => Write(target, State, StateDocument.Write(state), lasting);

    /// <summary>The content that was last confirmed; null when there is none or it cannot be read.</summary>
    public byte[]? ReadLastGood(string target) => TryRead(target, LastGood, content => content);

    /// <summary>What was in place before the first commit; null when it cannot be read.</summary>
    public byte[]? ReadBefore(string target) => TryRead(target, Before, content => content);

    /// <summary>Keeps a content as the last good one.</summary>
    public void KeepLastGood(string target, byte[] content) => Write(target, LastGood, content, lasting: true);

    /// <summary>Keeps what was in place before the first commit.</summary>
    public void KeepBefore(string target, byte[] content) => Write(target, Before, content, lasting: true);

    private T? TryRead<T>(string target, string name, Func<byte[], T> parse)
        where T : class
    {
        string path = PathOf(target, name);
        byte[]? content = null;
        try
        {
            content = unwritten.TryGetValue(path, out byte[]? kept) ? kept : FileStamp.Read(path) is null ? null : File.ReadAllBytes(path);
            T? parsed = content is null ? null : parse(content);
            unreadable.TryRemove(path, out _);
            return parsed;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            if (unreadable.TryAdd(path, true))
            {
                log.StateUnreadable(target, path, exception is JsonException json ? JsonError.Locate(json, content) : exception.Message);
            }

            return null;
        }
    }

    private void Write(string target, string name, byte[] content, bool lasting)
    {
        string path = PathOf(target, name);
        try
        {
            Directory.CreateDirectory(dataFolder);
            PutAside(target, path);
            AtomicFile.ReplacePrivate(path, content, lasting);
            unwritten.TryRemove(path, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string folder = Path.GetDirectoryName(path)!;
            bool isTold = unwritten.Keys.Any(other => Path.GetDirectoryName(other) == folder);
            unwritten[path] = content;
            if (!isTold)
            {
                log.StateUnwritable(target, path, exception.Message);
            }
        }
    }

    // Only here, where it would be lost otherwise: whoever only reads, a preview or an engine that waits for the lock, changes nothing.
    private void PutAside(string target, string path)
    {
        if (!unreadable.ContainsKey(path))
        {
            return;
        }

        if (FileStamp.Read(path) is not null)
        {
            log.StatePutAside(target, path, KeptFile.MoveAside(path));
        }

        unreadable.TryRemove(path, out _);
    }

    // A name of dots alone would lead out of the folder.
    private string PathOf(string target, string name) =>
        Path.Join(dataFolder, "targets", target.All(letter => letter == '.') ? target.Replace(".", "%2E") : target, name);
}
