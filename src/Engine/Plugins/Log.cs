using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>What the plugins stage says: events 2000 and above. What is wrong with a plugin is in its summary, and logged by who gets the report.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "{Plugin} loaded: {Contributes}")]
    public static partial void Loaded(ILogger logger, string plugin, string contributes);

    [LoggerMessage(2003, LogLevel.Information, "{Plugin} removed with all that it contributed")]
    public static partial void Removed(ILogger logger, string plugin);

    [LoggerMessage(2004, LogLevel.Warning, "{Plugin} threw when it was disposed: {Message}")]
    public static partial void DisposeFailed(ILogger logger, string plugin, string message);

    [LoggerMessage(2005, LogLevel.Error, "{Plugin}: Dispose did not return within {Seconds} s; basenode no longer waits for it")]
    public static partial void DisposeHung(ILogger logger, string plugin, double seconds);

    [LoggerMessage(2010, LogLevel.Information, "compiled {Scripts} in {Milliseconds} ms")]
    public static partial void Compiled(ILogger logger, string scripts, long milliseconds);

    [LoggerMessage(2011, LogLevel.Warning, "compiled scripts cannot be written to {Folder}, so every start compiles them again: {Message}")]
    public static partial void CacheNotWritable(ILogger logger, string folder, string message);

    [LoggerMessage(2012, LogLevel.Warning, "the compiled script {Path} cannot be used and is compiled again: {Reason}")]
    public static partial void CacheEntryRefused(ILogger logger, string path, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "the last good version of {Script} is not used: {Reason}")]
    public static partial void LastGoodRefused(ILogger logger, string script, string reason);
}
