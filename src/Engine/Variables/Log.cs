using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Variables;

/// <summary>What the variables' stage says. Event ids from 3000.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Error, "Variables keep their last good values: {Error}")]
    public static partial void ContributorFailed(ILogger log, string error);

    [LoggerMessage(3002, LogLevel.Information, "Variables of {Plugin} are good again")]
    public static partial void ContributorRecovered(ILogger log, string plugin);

    [LoggerMessage(3003, LogLevel.Error, "Variables refused: {Error}")]
    public static partial void VariableRefused(ILogger log, string error);

    [LoggerMessage(3004, LogLevel.Debug, "Variables of {Plugin} computed in {Milliseconds} ms")]
    public static partial void ContributorRan(ILogger log, string plugin, double milliseconds);
}
