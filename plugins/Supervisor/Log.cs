using Microsoft.Extensions.Logging;

namespace Basenode.Supervisor;

/// <summary>What this plugin logs, numbered from 7100.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Debug, "{Command} is done")]
    public static partial void Done(this ILogger log, string command);
}
