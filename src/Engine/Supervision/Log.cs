using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>What the supervisor of background work says: events 7000 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Work} failed; starting it again")]
    public static partial void WorkFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(7001, LogLevel.Information, "{Work} has recovered")]
    public static partial void WorkRecovered(ILogger logger, string work);
}
