using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>The log messages about metrics, 6600 to 6699.</summary>
internal static partial class Log
{
    [LoggerMessage(6600, LogLevel.Information, "Metrics are served at http://{Address}/metrics")]
    public static partial void Serving(ILogger logger, string address);

    [LoggerMessage(6601, LogLevel.Warning, "Cannot serve metrics at {Address}, retrying (metrics.listen in basenode.toml): {Problem}")]
    public static partial void NotServing(ILogger logger, string address, string problem);

    [LoggerMessage(6602, LogLevel.Debug, "A client that asked for metrics got no complete answer: {Problem}")]
    public static partial void ClientFailed(ILogger logger, string problem);

    [LoggerMessage(6603, LogLevel.Warning, "Cannot write metrics to {Path}, retrying (metrics.file in basenode.toml): {Problem}")]
    public static partial void FileFailed(ILogger logger, string path, string problem);

    [LoggerMessage(6604, LogLevel.Information, "Metrics are written to {Path} again")]
    public static partial void FileRecovered(ILogger logger, string path);

    [LoggerMessage(6605, LogLevel.Warning, "Cannot remove {Path}; its metrics are out of date: {Problem}")]
    public static partial void FileStays(ILogger logger, string path, string problem);

    [LoggerMessage(6606, LogLevel.Warning, "A metric of a plugin was skipped, because its code threw an exception: {Problem}")]
    public static partial void MeasureFailed(ILogger logger, string problem);
}
