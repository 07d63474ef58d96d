using Microsoft.Extensions.Logging;

namespace Basenode.Cli;

/// <summary>What the command line itself logs.</summary>
internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Debug, "settings are read; the program began at {Began:O}")]
    public static partial void SettingsRead(ILogger logger, DateTimeOffset began);

    [LoggerMessage(8000, LogLevel.Warning, "{Warning}")]
    public static partial void SettingsWarning(ILogger logger, string warning);
}
