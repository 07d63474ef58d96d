using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>What this plugin logs, numbered from 7000.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Warning, "HAProxy accepts {Target}, with warnings:\n{Words}")]
    public static partial void AcceptedWithWarnings(this ILogger log, string target, string words);

    [LoggerMessage(7001, LogLevel.Warning, "{Destination} has no hard-stop-after: a worker with a connection that never ends stays after each reload")]
    public static partial void NoHardStop(this ILogger log, string destination);

    [LoggerMessage(7002, LogLevel.Information, "HAProxy is not running ({Why}): starting it by {Start}")]
    public static partial void Starting(this ILogger log, string why, string start);

    [LoggerMessage(7003, LogLevel.Warning, "{Count} old workers of HAProxy still finish their connections: {Workers}")]
    public static partial void OldWorkers(this ILogger log, int count, string workers);

    [LoggerMessage(7004, LogLevel.Debug, "waiting {Seconds:F1} s, since the last reload of HAProxy has only just ended")]
    public static partial void Spacing(this ILogger log, double seconds);

    [LoggerMessage(7005, LogLevel.Information, "HAProxy had been started by someone else, perhaps from the file before this one: reloading it")]
    public static partial void StartedBefore(this ILogger log);
}
