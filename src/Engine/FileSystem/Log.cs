using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>What the ground floor of files says in the log: events 7100 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Warning, "The system gives no notices of changes in {Folder}; they are noticed within {Seconds} s: {Reason}")]
    public static partial void NoNotices(ILogger log, string folder, double seconds, string reason);

    [LoggerMessage(7101, LogLevel.Warning, "{Path} cannot be written, so a restart will not know it: {Message}")]
    public static partial void NotKept(ILogger logger, string path, string message);

    [LoggerMessage(7102, LogLevel.Warning, "{Path} cannot be read and is kept as {Aside}: {Message}")]
    public static partial void PutAside(ILogger logger, string path, string aside, string message);
}
