using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Log messages about files as the source of cluster state: 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning, "{Problem}; keeping its last good content")]
    public static partial void FileBroken(this ILogger log, string problem);

    [LoggerMessage(1501, LogLevel.Information, "{Path} has recovered")]
    public static partial void FileMended(this ILogger log, string path);
}
