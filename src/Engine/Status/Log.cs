using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Status;

/// <summary>What the status socket says.</summary>
internal static partial class Log
{
    [LoggerMessage(6500, LogLevel.Warning, "`basenode status` does not work: {Problem}")]
    public static partial void NoStatus(ILogger logger, string problem);

    [LoggerMessage(6501, LogLevel.Debug, "A client of the status socket got no complete answer: {Problem}")]
    public static partial void StatusClientFailed(ILogger logger, string problem);

    [LoggerMessage(6502, LogLevel.Information, "`basenode status` works again: {Path}")]
    public static partial void StatusRecovered(ILogger logger, string path);
}
