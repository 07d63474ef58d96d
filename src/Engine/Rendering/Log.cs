using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>What the rendering stage says. Event ids from 4000.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Debug, "Target {Target} rendered in {Milliseconds} ms, {Length} characters")]
    public static partial void Rendered(ILogger log, string target, double milliseconds, int length);

    [LoggerMessage(4004, LogLevel.Debug, "Template {Template} parsed")]
    public static partial void Parsed(ILogger log, string template);

    [LoggerMessage(4005, LogLevel.Warning, "{Name}: the name look-up failed, keeping the last addresses: {Reason}")]
    public static partial void LookUpFailed(ILogger log, string name, string reason);
}
