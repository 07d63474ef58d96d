using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Origins;

/// <summary>What is said of where scripts and templates are from: events from 7200.</summary>
internal static partial class Log
{
    [LoggerMessage(7200, LogLevel.Information, "scripts and templates in {Folder} are at commit {Commit} ({State})")]
    public static partial void Found(ILogger logger, string folder, string commit, string state);
}
