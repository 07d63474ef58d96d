using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>What this plugin logs, numbered from 7000.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Warning, "HAProxy accepts {Target}, with warnings:\n{Words}")]
    public static partial void AcceptedWithWarnings(this ILogger log, string target, string words);

    [LoggerMessage(7001, LogLevel.Warning, "{Destination} has no hard-stop-after: an old worker with a connection that never ends stays after a reload; set hard-stop-after in the global section")]
    public static partial void NoHardStop(this ILogger log, string destination);

    [LoggerMessage(7002, LogLevel.Information, "HAProxy is not running ({Why}); starting it with {Start}")]
    public static partial void Starting(this ILogger log, string why, string start);

    [LoggerMessage(7003, LogLevel.Warning, "{Count} old workers of HAProxy are still finishing their connections: process {Workers}")]
    public static partial void OldWorkers(this ILogger log, int count, string workers);

    [LoggerMessage(7004, LogLevel.Debug, "waiting {Seconds:F1} s, because the last reload of HAProxy has only just ended")]
    public static partial void Spacing(this ILogger log, double seconds);

    [LoggerMessage(7005, LogLevel.Information, "HAProxy was started by someone else, perhaps with an older file; reloading it")]
    public static partial void StartedBefore(this ILogger log);

    [LoggerMessage(7010, LogLevel.Warning, "HAProxy did not accept a runtime command: {Why}")]
    public static partial void CommandRefused(this ILogger log, string why);

    [LoggerMessage(7011, LogLevel.Warning, "HAProxy cannot be changed at runtime, reloading it: {Why}")]
    public static partial void RuntimeFailed(this ILogger log, string why);

    [LoggerMessage(7012, LogLevel.Information, "HAProxy has to be reloaded: {Plan}")]
    public static partial void ReloadNeeded(this ILogger log, string plan);

    [LoggerMessage(7013, LogLevel.Debug, "deleted server {Server}, which is no longer in the file")]
    public static partial void Collected(this ILogger log, string server);

    [LoggerMessage(7014, LogLevel.Information, "server {Server}, which is no longer in the file, stays in maintenance until it can be deleted: {Why}")]
    public static partial void StaysInMaintenance(this ILogger log, string server, string why);

    [LoggerMessage(7015, LogLevel.Warning, "HAProxy differed from its file (servers, maps or certificates), because somebody else started or changed it; corrected with {Commands} commands")]
    public static partial void Repaired(this ILogger log, int commands);

    [LoggerMessage(7016, LogLevel.Information, "restored after the reload what a person had set: {Command}")]
    public static partial void Carried(this ILogger log, string command);

    [LoggerMessage(7017, LogLevel.Warning, "the reload of HAProxy lost what a person had set: {Why}")]
    public static partial void NotCarried(this ILogger log, string why);

    [LoggerMessage(7019, LogLevel.Warning, "HAProxy is not running any more: {Why}")]
    public static partial void Died(this ILogger log, string why);

    [LoggerMessage(7020, LogLevel.Warning, "HAProxy still differs from its file after a reload; it is not reloaded again until something changes: {Why}")]
    public static partial void StillDiffers(this ILogger log, string why);

    [LoggerMessage(7021, LogLevel.Warning, "HAProxy refuses the file in place, whose check was skipped before: {Words}")]
    public static partial void LateRefusal(this ILogger log, string words);

    [LoggerMessage(7022, LogLevel.Warning, "a listener was skipped, because HAProxy cannot use its port: {Why}")]
    public static partial void PortTaken(this ILogger log, string why);

    [LoggerMessage(7023, LogLevel.Information, "port {Port} is free now: its listener comes back")]
    public static partial void PortFree(this ILogger log, int port);

    [LoggerMessage(7024, LogLevel.Warning, "this reload ended the old worker {Worker} of HAProxy with {Connections} open connections, because it had lived through {Limit} reloads (mworker-max-reloads)")]
    public static partial void WorkerEnded(this ILogger log, int worker, int connections, int limit);

    [LoggerMessage(7025, LogLevel.Warning, "waiting {Seconds:F0} s before the next reload of HAProxy, because its files keep changing back and forth")]
    public static partial void Repeating(this ILogger log, double seconds);

    [LoggerMessage(7026, LogLevel.Warning, "cannot write the states of servers to {Path}: {Why}; after a reload, servers that are down may get requests for about 100 ms")]
    public static partial void StateFileNotWritten(this ILogger log, string path, string why);

    [LoggerMessage(7027, LogLevel.Debug, "server {Server} was down before the reload, and gets traffic until its check fails again: {Why}")]
    public static partial void DownNotCarried(this ILogger log, string server, string why);

    [LoggerMessage(7018, LogLevel.Warning, "checking HAProxy's servers failed, retrying in {Seconds} s: {Why}")]
    public static partial void PatrolFailed(this ILogger log, double seconds, string why);
}
