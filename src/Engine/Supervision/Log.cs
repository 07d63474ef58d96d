using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>What is said about background work and about code that ends the process: events 7000 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Work} failed; starting it again")]
    public static partial void WorkFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(7001, LogLevel.Information, "{Work} has recovered")]
    public static partial void WorkRecovered(ILogger logger, string work);

    [LoggerMessage(7010, LogLevel.Warning, "{Path} cannot be written, so a plugin that ends basenode is not recognized at the next start: {Message}")]
    public static partial void NoNote(ILogger logger, string path, string message);

    [LoggerMessage(7011, LogLevel.Error, "{Code} is {Reason}")]
    public static partial void Skipped(ILogger logger, string code, string reason);

    [LoggerMessage(7013, LogLevel.Warning, "{Path} cannot be written, so a restart gives skipped plugins another try: {Message}")]
    public static partial void SuspectsUnwritable(ILogger logger, string path, string message);

    [LoggerMessage(7014, LogLevel.Error, "{Code} {What}; basenode ends, and skips it at its next start")]
    public static partial void EndsProcess(ILogger logger, string code, string what);
}
