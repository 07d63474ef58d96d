using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>What the supervisor of background work says, and what plugins write to the console: events 7000 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Work} failed; starting it again")]
    public static partial void WorkFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(7001, LogLevel.Information, "{Work} has recovered")]
    public static partial void WorkRecovered(ILogger logger, string work);

    [LoggerMessage(EventId = 7010, Message = "{Plugin}: {Line}")]
    public static partial void ConsoleLine(ILogger logger, LogLevel level, string plugin, string line);

    [LoggerMessage(7011, LogLevel.Warning, "{Plugin} wrote more than {Lines} lines to the console within {Seconds} s; the other lines of this time are not logged")]
    public static partial void ConsoleCapped(ILogger logger, string plugin, int lines, double seconds);
}
