using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Status;

/// <summary>What the status socket says.</summary>
internal static partial class Log
{
    [LoggerMessage(6500, LogLevel.Warning, "no status can be asked for: {Problem}")]
    public static partial void NoStatus(ILogger logger, string problem);

    [LoggerMessage(6501, LogLevel.Debug, "a client of the status socket got no whole answer: {Problem}")]
    public static partial void StatusClientFailed(ILogger logger, string problem);
}
