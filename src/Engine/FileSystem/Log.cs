using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>What the ground floor of files says in the log: events 7100 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Warning, "Cannot watch {Folder} for changes, looking every {Seconds} s instead: {Reason}")]
    public static partial void NoNotices(ILogger log, string folder, double seconds, string reason);

    [LoggerMessage(7101, LogLevel.Warning, "Cannot write {Path}; a restart will not know what it holds: {Message}")]
    public static partial void NotKept(ILogger logger, string path, string message);

    [LoggerMessage(7102, LogLevel.Warning, "Cannot read {Path}; renamed it to {Aside}: {Message}")]
    public static partial void PutAside(ILogger logger, string path, string aside, string message);
}
