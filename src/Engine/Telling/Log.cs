using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Telling;

/// <summary>The log messages about passes and what is wrong: events 6002 to 6099. Each value is a field of its own.</summary>
internal static partial class Log
{
    [LoggerMessage(6002, LogLevel.Debug, "pass {Pass} took {Milliseconds} ms ({Reasons})")]
    public static partial void PassDone(ILogger logger, long pass, double milliseconds, string reasons);

    [LoggerMessage(6003, LogLevel.Error, "the pass failed, keeping all files as they are; next try at {RetryAt}")]
    public static partial void PassFailed(ILogger logger, Exception exception, DateTimeOffset retryAt);

    [LoggerMessage(6010, LogLevel.Information, "target {Target}: applied to {Destination} ({Reasons})")]
    public static partial void TargetApplied(ILogger logger, string target, string destination, string reasons);

    [LoggerMessage(6011, LogLevel.Information, "target {Target}: applied to {Destination} ({Reasons}): {How}")]
    public static partial void TargetAppliedSo(ILogger logger, string target, string destination, string reasons, string how);

    [LoggerMessage(6012, LogLevel.Information, "more targets applied: {Count}")]
    public static partial void MoreTargetsApplied(ILogger logger, int count);

    [LoggerMessage(EventId = 6013, Message = "target {Target}: {Outcome}: {Reason}")]
    public static partial void TargetNotApplied(ILogger logger, LogLevel level, string target, string outcome, string reason);

    [LoggerMessage(6014, LogLevel.Warning, "more targets not applied: {Count}")]
    public static partial void MoreTargetsNotApplied(ILogger logger, int count);

    [LoggerMessage(6015, LogLevel.Information, "target {Target} has recovered ({Outcome} for {Seconds} s)")]
    public static partial void TargetRecovered(ILogger logger, string target, string outcome, double seconds);

    [LoggerMessage(6016, LogLevel.Information, "more targets recovered: {Count}")]
    public static partial void MoreTargetsRecovered(ILogger logger, int count);

    [LoggerMessage(6017, LogLevel.Information, "target {Target}: made by {Provenance}")]
    public static partial void TargetMadeBy(ILogger logger, string target, string provenance);

    [LoggerMessage(6018, LogLevel.Information, "more targets whose scripts or templates are at another commit now: {Count}")]
    public static partial void MoreTargetsMadeBy(ILogger logger, int count);

    [LoggerMessage(6020, LogLevel.Error, "{Plugin} cannot be used: {Reason}")]
    public static partial void PluginFailed(ILogger logger, string plugin, string reason);

    [LoggerMessage(6021, LogLevel.Error, "{Plugin} cannot be used, keeping its last good version: {Reason}")]
    public static partial void PluginKeepsLastGood(ILogger logger, string plugin, string reason);

    [LoggerMessage(6022, LogLevel.Error, "{Plugin}: Variables failed: {Reason}")]
    public static partial void VariablesFailed(ILogger logger, string plugin, string reason);

    [LoggerMessage(6023, LogLevel.Error, "{Plugin}: Variables failed, keeping the last good values: {Reason}")]
    public static partial void VariablesKeepLastGood(ILogger logger, string plugin, string reason);

    [LoggerMessage(6024, LogLevel.Warning, "{Subject}: {Problem}: {Reason}")]
    public static partial void Other(ILogger logger, string subject, string problem, string reason);

    [LoggerMessage(6025, LogLevel.Warning, "more problems ({Problem}): {Count}")]
    public static partial void MoreProblems(ILogger logger, string problem, int count);

    [LoggerMessage(6026, LogLevel.Information, "resolved: {Subject}: {Problem} (for {Seconds} s)")]
    public static partial void ProblemResolved(ILogger logger, string subject, string problem, double seconds);

    [LoggerMessage(6027, LogLevel.Information, "more problems resolved ({Problem}): {Count}")]
    public static partial void MoreProblemsResolved(ILogger logger, string problem, int count);

    [LoggerMessage(6028, LogLevel.Error, "{Code} is {Reason}")]
    public static partial void Skipped(ILogger logger, string code, string reason);

    [LoggerMessage(6030, LogLevel.Warning, "quarantined: instance {Id} of service {Service} on node {Node}: {Reason}")]
    public static partial void Quarantined(ILogger logger, string id, string service, string node, string reason);

    [LoggerMessage(6031, LogLevel.Warning, "more instances quarantined: {Count}")]
    public static partial void MoreQuarantined(ILogger logger, int count);

    [LoggerMessage(6032, LogLevel.Information, "resolved: instance {Id} of service {Service} on node {Node} was quarantined (for {Seconds} s)")]
    public static partial void NoLongerQuarantined(ILogger logger, string id, string service, string node, double seconds);

    [LoggerMessage(6033, LogLevel.Information, "more instances no longer quarantined: {Count}")]
    public static partial void MoreNoLongerQuarantined(ILogger logger, int count);
}
