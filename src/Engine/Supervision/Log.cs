using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>What is said about background work, code that ends the process, and what plugins write to the console: events 7000 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Work} failed; starting it again")]
    public static partial void WorkFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(7001, LogLevel.Information, "{Work} has recovered")]
    public static partial void WorkRecovered(ILogger logger, string work);

    [LoggerMessage(7010, LogLevel.Warning, "Cannot write {Path}; the next start will not recognize a plugin that ended basenode: {Message}")]
    public static partial void NoNote(ILogger logger, string path, string message);

    [LoggerMessage(7011, LogLevel.Error, "{Code} is {Reason}")]
    public static partial void Skipped(ILogger logger, string code, string reason);

    [LoggerMessage(7013, LogLevel.Warning, "Cannot write {Path}; a restart will try skipped plugins again: {Message}")]
    public static partial void SuspectsUnwritable(ILogger logger, string path, string message);

    [LoggerMessage(7014, LogLevel.Error, "{Code} {What}; basenode ends, and skips it at its next start")]
    public static partial void EndsProcess(ILogger logger, string code, string what);
    [LoggerMessage(EventId = 7020, Message = "{Plugin}: {Line}")]
    public static partial void ConsoleLine(ILogger logger, LogLevel level, string plugin, string line);

    [LoggerMessage(7021, LogLevel.Warning, "{Plugin} wrote more than {Lines} lines to the console within {Seconds} s; the other lines of this time are not logged")]
    public static partial void ConsoleCapped(ILogger logger, string plugin, int lines, double seconds);
}
