using System.Collections.Concurrent;
using System.Text.Json;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery.Memories;

/// <summary>Keeps what is remembered of each target in a folder of its own: <c>targets/NAME/</c> of the data folder.</summary>
/// <remarks>
/// A memory that cannot be read or written is told once, and the engine goes on with what it has in its own memory: files are still put in place, and the
/// worst that can follow is one reload too many after the next start.
/// </remarks>
internal sealed class MemoryStore(string dataFolder, ILogger log)
{
    private const string State = "state.json";
    private const string LastGood = "last-good";
    private const string Before = "before";

    // What could not be written, by path.
    private readonly ConcurrentDictionary<string, byte[]> unwritten = new(StringComparer.Ordinal);

    /// <summary>What is remembered of a target; nothing when there is no memory or it cannot be read.</summary>
    public TargetMemory Load(string target)
    {
        try
        {
            return Read(target, State) is { } json
                ? JsonSerializer.Deserialize(json, MemoryJson.Default.TargetMemory) ?? throw new JsonException("it is null")
                : TargetMemory.Empty;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            log.MemoryUnreadable(target, PathOf(target, State), exception.Message);
            return Recover(target);
        }
    }

    /// <summary>Replaces what is remembered of a target.</summary>
    /// <param name="lasting">See <see cref="PrivateFile.Write"/>: not asked for before a commit, which must not wait for the disk twice.</param>
    public void Save(string target, TargetMemory memory, bool lasting) =>
        Write(target, State, JsonSerializer.SerializeToUtf8Bytes(memory, MemoryJson.Default.TargetMemory), lasting);

    /// <summary>The content that was last confirmed; null when there is none or it cannot be read.</summary>
    public byte[]? ReadLastGood(string target) => TryRead(target, LastGood);

    /// <summary>What was in place before the first commit; null when it cannot be read.</summary>
    public byte[]? ReadBefore(string target) => TryRead(target, Before);

    /// <summary>Keeps a content as the last good one.</summary>
    public void KeepLastGood(string target, byte[] content) => Write(target, LastGood, content, lasting: true);

    /// <summary>Keeps what was in place before the first commit.</summary>
    public void KeepBefore(string target, byte[] content) => Write(target, Before, content, lasting: true);

    // The last good content is a file of its own, so it outlives a state that is damaged.
    private TargetMemory Recover(string target) =>
        ReadLastGood(target) is { } content ? TargetMemory.Empty with { LastGood = ContentHash.Of(content) } : TargetMemory.Empty;

    private byte[]? TryRead(string target, string name)
    {
        try
        {
            return Read(target, name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.MemoryUnreadable(target, PathOf(target, name), exception.Message);
            return null;
        }
    }

    private byte[]? Read(string target, string name)
    {
        string path = PathOf(target, name);
        return unwritten.TryGetValue(path, out byte[]? content) ? content : FileStamp.Read(path) is null ? null : File.ReadAllBytes(path);
    }

    private void Write(string target, string name, byte[] content, bool lasting)
    {
        string path = PathOf(target, name);
        try
        {
            Directory.CreateDirectory(dataFolder);
            PrivateFile.Write(path, content, lasting);
            unwritten.TryRemove(path, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (unwritten.TryAdd(path, content))
            {
                log.MemoryUnwritable(target, path, exception.Message);
            }

            unwritten[path] = content;
        }
    }

    // A name of dots alone would lead out of the folder.
    private string PathOf(string target, string name) =>
        Path.Join(dataFolder, "targets", target.All(letter => letter == '.') ? target.Replace(".", "%2E") : target, name);
}
