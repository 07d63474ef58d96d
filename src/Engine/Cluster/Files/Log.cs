using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Log messages about files as the source of cluster state: 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning, "{Problem}; what it last said stays in use")]
    public static partial void FileBroken(this ILogger log, string problem);

    [LoggerMessage(1501, LogLevel.Information, "{Path} can be read again")]
    public static partial void FileMended(this ILogger log, string path);

    [LoggerMessage(1502, LogLevel.Debug, "no notices about changes in {Folder}, looking every ten seconds: {Reason}")]
    public static partial void NoHints(this ILogger log, string folder, string reason);

    [LoggerMessage(1503, LogLevel.Error, "looking at files failed; trying again within ten seconds")]
    public static partial void LookFailed(this ILogger log, Exception error);
}
