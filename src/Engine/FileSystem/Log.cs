using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>What is said about the engine's own files: events 7100 and above.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Warning, "{Path} cannot be written, so a restart will not know it: {Message}")]
    public static partial void NotKept(ILogger logger, string path, string message);

    [LoggerMessage(7101, LogLevel.Warning, "{Path} cannot be read and is kept as {Aside}: {Message}")]
    public static partial void PutAside(ILogger logger, string path, string aside, string message);
}
