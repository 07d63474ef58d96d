using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>Log messages about what is served although Consul does not say it now: 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "Consul does not answer, or has no data; serving the last known state from {Path} ({Count} query results, written {WrittenAt:yyyy-MM-dd HH:mm:ss}Z)")]
    public static partial void LastKnownRead(this ILogger log, string path, int count, DateTime writtenAt);

    [LoggerMessage(1601, LogLevel.Warning, "The last known state in the etc folder, {Path}, cannot be used, so nothing is served until Consul answers: {Reason}")]
    public static partial void SeedUnreadable(this ILogger log, string path, string reason);
}
