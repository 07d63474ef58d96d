using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>The log messages about metrics, 6600 to 6699.</summary>
internal static partial class Log
{
    [LoggerMessage(6600, LogLevel.Information, "Metrics are served at http://{Address}/metrics")]
    public static partial void Serving(ILogger logger, string address);

    [LoggerMessage(6601, LogLevel.Warning, "Metrics cannot be served at {Address} and are tried again (metrics.listen in basenode.toml): {Problem}")]
    public static partial void NotServing(ILogger logger, string address, string problem);

    [LoggerMessage(6602, LogLevel.Debug, "A client that asked for metrics got no complete answer: {Problem}")]
    public static partial void ClientFailed(ILogger logger, string problem);

    [LoggerMessage(6603, LogLevel.Warning, "Metrics cannot be written to {Path} and are tried again (metrics.file in basenode.toml): {Problem}")]
    public static partial void FileFailed(ILogger logger, string path, string problem);

    [LoggerMessage(6604, LogLevel.Information, "Metrics are written to {Path} again")]
    public static partial void FileRecovered(ILogger logger, string path);

    [LoggerMessage(6605, LogLevel.Warning, "{Path} cannot be removed and holds metrics that are not true any more: {Problem}")]
    public static partial void FileStays(ILogger logger, string path, string problem);

    [LoggerMessage(6606, LogLevel.Warning, "A metric of a plugin is left out, since its code threw: {Problem}")]
    public static partial void MeasureFailed(ILogger logger, string problem);
}
