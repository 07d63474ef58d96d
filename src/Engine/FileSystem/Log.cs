using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>What watching folders says in the log: events 7100 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Warning, "The system gives no notices of changes in {Folder}; they are noticed within {Seconds} s: {Reason}")]
    public static partial void NoNotices(ILogger log, string folder, double seconds, string reason);
}
