using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>The log messages of delivery, 5000 to 5999. How each target stands is reported, and logged by who gets the report.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning, "Target {Target}: cannot read {Path}; its reload may run once more than needed: {Problem}")]
    public static partial void StateUnreadable(this ILogger log, string target, string path, string problem);

    [LoggerMessage(5002, LogLevel.Warning, "Target {Target}: cannot write {Path}; a restart will not know what was applied: {Problem}")]
    public static partial void StateUnwritable(this ILogger log, string target, string path, string problem);

    [LoggerMessage(5003, LogLevel.Information, "Target {Target}: removed {Path}, a temporary file that a killed engine left behind")]
    public static partial void StaleRemoved(this ILogger log, string target, string path);

    [LoggerMessage(5005, LogLevel.Error, "delivery of {Targets} failed; retrying")]
    public static partial void DeliveryFailed(this ILogger log, string targets, Exception exception);

    [LoggerMessage(5004, LogLevel.Warning, "Reload {Reload} could not take over what an earlier run applied: {Problem}")]
    public static partial void NotResumed(this ILogger log, string reload, string problem);

    [LoggerMessage(5006, LogLevel.Warning, "Target {Target}: cannot read {Path}; renamed it to {Aside}")]
    public static partial void StatePutAside(this ILogger log, string target, string path, string aside);
}
