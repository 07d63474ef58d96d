using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Keeps compiled scripts by key: in a read-only folder that may be baked into an image and is looked at first, and in one of the engine's own.</summary>
/// <remarks>An entry is the assembly with a hash of it behind. Whatever is wrong with the cache costs a compilation, never more.</remarks>
internal sealed class ScriptCache(EngineSettings settings, FileTrust trust, ILogger logger)
{
    // Every edit of a script makes an entry. When there are too many the oldest go, a good part at a time.
    private const int MostEntries = 200;
    private const int KeptEntries = 100;

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode EntryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private bool saidNotWritable;

    /// <summary>The assembly for a key; null when there is none that is whole and can be trusted.</summary>
    public byte[]? Find(string key)
    {
        string?[] folders = [settings.ReadOnlyCacheFolder, settings.CacheFolder];
        return folders.OfType<string>().Select(folder => Read(PathOf(folder, key))).FirstOrDefault(assembly => assembly is not null);
    }

    /// <summary>Keeps an assembly. A folder that cannot be written is told once.</summary>
    public void Store(string key, byte[] assembly)
    {
        string path = PathOf(settings.CacheFolder, key);
        try
        {
            // An entry under this name was not usable, or another engine has just put the same one there.
            Directory.CreateDirectory(settings.CacheFolder, FolderMode);
            AtomicFile.ReplaceShared(path, [.. assembly, .. ContentHash.Bytes(assembly)], EntryMode, lasting: false);
            Prune();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TellNotWritable(exception.Message);
        }
    }

    /// <summary>Forgets an assembly that turned out not to load.</summary>
    public void Remove(string key, string reason)
    {
        string path = PathOf(settings.CacheFolder, key);
        Log.CacheEntryRefused(logger, path, reason);
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TellNotWritable(exception.Message);
        }
    }

    private static string PathOf(string folder, string key) => Path.Combine(folder, $"{key}.dll");

    private byte[]? Read(string path)
    {
        try
        {
            if (FileStamp.Of(path) is not { IsRegular: true })
            {
                return null;
            }

            if (trust.Complaint(path) is { } complaint)
            {
                Log.CacheEntryRefused(logger, path, complaint);
                return null;
            }

            byte[] content = File.ReadAllBytes(path);
            int length = content.Length - ContentHash.Length;
            if (length > 0 && content.AsSpan(length).SequenceEqual(ContentHash.Bytes(content.AsSpan(0, length))))
            {
                return content[..length];
            }

            Log.CacheEntryRefused(logger, path, "the file is damaged");
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CacheEntryRefused(logger, path, exception.Message);
            return null;
        }
    }

    // Also takes what a process that was killed while it wrote left behind.
    private void Prune()
    {
        FileInfo[] entries = new DirectoryInfo(settings.CacheFolder).GetFiles();
        if (entries.Length > MostEntries)
        {
            foreach (FileInfo entry in entries.OrderByDescending(entry => entry.LastWriteTimeUtc).Skip(KeptEntries))
            {
                entry.Delete();
            }
        }
    }

    private void TellNotWritable(string message)
    {
        if (!saidNotWritable)
        {
            saidNotWritable = true;
            Log.CacheNotWritable(logger, settings.CacheFolder, message);
        }
    }
}
