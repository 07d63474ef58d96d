using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>The log messages about the engine's life: events 6000, 6001, 6009, 6020 and 6040 to 6043.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "basenode {Version} started; follows {Source}; scripts and templates from {Etc}")]
    public static partial void Started(ILogger logger, string version, string source, string etc);

    [LoggerMessage(6001, LogLevel.Information, "stopped; passes: {Passes}")]
    public static partial void Stopped(ILogger logger, long passes);

    [LoggerMessage(6043, LogLevel.Debug, "scripts and plugins are loaded: {Count}")]
    public static partial void PluginsLoaded(ILogger logger, int count);

    [LoggerMessage(6009, LogLevel.Error, "{Count} scripts are stuck ({Scripts}) and cannot be stopped; restarting basenode")]
    public static partial void Stuck(ILogger logger, int count, string scripts);

    [LoggerMessage(6020, LogLevel.Warning, "The limit of open files is {Limit}: only {Room} queries get a watch of their own instead of {Wanted}; changes of the others are seen later. Raise the limit to {Needed} (ulimit -n, systemd's LimitNOFILE, supervisor's minfds)")]
    public static partial void FewerWatches(ILogger logger, int limit, int room, int wanted, int needed);

    [LoggerMessage(6042, LogLevel.Warning, "each of the last {Passes} passes replaced a query by a new one (first {Before}, then {Now}). Does a script or template build a query from the time, a random value or a counter? Every new query costs the agent a connection: read all of them, and select in the script or template")]
    public static partial void QueriesChange(ILogger logger, int passes, string before, string now);

    [LoggerMessage(6040, LogLevel.Information, "{Code} is tested in a process of its own")]
    public static partial void Testing(ILogger logger, string code);

    [LoggerMessage(6041, LogLevel.Information, "{Code} survived its test and runs again")]
    public static partial void Cleared(ILogger logger, string code);
}
