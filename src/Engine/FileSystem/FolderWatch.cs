namespace Basenode.Engine.FileSystem;

/// <summary>What a <see cref="FolderWatcher"/> watches, and how it looks.</summary>
internal sealed record FolderWatch
{
    /// <summary>The work in the words of the log: <c>watching templates</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The folders to take notices from, asked before each look. One may be absent, come later, or be replaced.</summary>
    public required Func<IEnumerable<WatchedFolder>> Folders { get; init; }

    /// <summary>Looks at what is in them. True when something is still being written, so that it has to look again soon.</summary>
    public required Func<CancellationToken, Task<bool>> LookAsync { get; init; }

    /// <summary>How long no notice may have come before it looks, within bounds: a file is mostly written in several steps. Default: it looks at once.</summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>When to look again after a look that found something still being written. Default: 75 ms.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(75);

    /// <summary>How often to look whatever the system's notices say. Default: 10 s.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A folder to take notices from.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="IsDeep">With everything below it.</param>
internal readonly record struct WatchedFolder(string Path, bool IsDeep);
