using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Variables;

/// <summary>What the variables' stage says. Event ids from 3000. Problems are reported, and logged by who gets the report.</summary>
internal static partial class Log
{
    [LoggerMessage(3004, LogLevel.Debug, "Variables of {Plugin} computed in {Milliseconds} ms")]
    public static partial void ContributorRan(ILogger log, string plugin, double milliseconds);
}
