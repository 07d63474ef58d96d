using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>The log messages of the loop and its passes.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "basenode {Version} started; follows {Source}; scripts and templates from {Etc}")]
    public static partial void Started(ILogger logger, string version, string source, string etc);

    [LoggerMessage(6001, LogLevel.Information, "stopped after {Passes} passes")]
    public static partial void Stopped(ILogger logger, long passes);

    [LoggerMessage(6002, LogLevel.Information, "pass {Number} in {Milliseconds} ms ({Reasons}): {Outcome}")]
    public static partial void PassDone(ILogger logger, long number, double milliseconds, string reasons, string outcome);

    [LoggerMessage(6003, LogLevel.Debug, "pass {Number} in {Milliseconds} ms ({Reasons}): nothing to do")]
    public static partial void PassIdle(ILogger logger, long number, double milliseconds, string reasons);

    [LoggerMessage(6011, LogLevel.Information, "{Target} written to {Destination}{How}")]
    public static partial void TargetDelivered(ILogger logger, string target, string destination, string how);

    [LoggerMessage(6012, LogLevel.Error, "a pass failed; all files stay, and it is tried again")]
    public static partial void PassFailed(ILogger logger, Exception exception);

    [LoggerMessage(6004, LogLevel.Warning, "target {Target}: {Message}")]
    public static partial void TargetFailing(ILogger logger, string target, string message);

    [LoggerMessage(6005, LogLevel.Information, "target {Target} is well again")]
    public static partial void TargetWell(ILogger logger, string target);

    [LoggerMessage(6006, LogLevel.Warning, "{Message}")]
    public static partial void PartFailing(ILogger logger, string message);

    [LoggerMessage(6007, LogLevel.Information, "gone: {Message}")]
    public static partial void PartWell(ILogger logger, string message);

    [LoggerMessage(6008, LogLevel.Warning, "left out: instance {Id} of service {Service} on node {Node}: {Reason}")]
    public static partial void Quarantined(ILogger logger, string id, string service, string node, string reason);

    [LoggerMessage(6009, LogLevel.Error, "{Count} scripts hang and cannot be ended within the process: it starts itself again")]
    public static partial void Hung(ILogger logger, int count);

    [LoggerMessage(6020, LogLevel.Warning, "The limit of open files is {Limit}: only {Room} queries get a watch of their own instead of {Wanted}; changes of more take longer. {Needed} open files are enough (ulimit -n, systemd's LimitNOFILE, supervisor's minfds)")]
    public static partial void FewerWatches(ILogger logger, int limit, int room, int wanted, int needed);

    [LoggerMessage(6010, LogLevel.Information, "target {Target}: {Message}")]
    public static partial void TargetWaiting(ILogger logger, string target, string message);
}
