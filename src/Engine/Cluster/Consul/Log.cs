using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What following Consul says in the log. Text that the cluster chose is escaped before it comes here.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "Consul at {Address} cannot be reached, keeping the last known state and retrying: {Reason}")]
    public static partial void ConnectionLost(ILogger log, string address, string reason);

    [LoggerMessage(1001, LogLevel.Information, "Consul at {Address} answers again, after {Seconds:F1} s")]
    public static partial void ConnectionRecovered(ILogger log, string address, double seconds);

    [LoggerMessage(1002, LogLevel.Warning, "{Query} has no fresh answer: {Reason}")]
    public static partial void QueryFails(ILogger log, string query, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Count} more queries have no fresh answer")]
    public static partial void MoreQueriesFail(ILogger log, int count);

    [LoggerMessage(1004, LogLevel.Information, "{Query} answers again")]
    public static partial void QueryRecovered(ILogger log, string query);

    [LoggerMessage(1005, LogLevel.Information, "{Count} more queries answer again")]
    public static partial void MoreQueriesRecovered(ILogger log, int count);

    [LoggerMessage(1006, LogLevel.Warning, "the index of {Query} went backwards: the agent was restarted, or lost its data")]
    public static partial void IndexWentBackwards(ILogger log, string query);

    [LoggerMessage(1009, LogLevel.Information, "{Services} queries are more than {Limit}: following ticks instead of each")]
    public static partial void FollowsTicks(ILogger log, int services, int limit);

    [LoggerMessage(1010, LogLevel.Information, "following each query by itself again")]
    public static partial void FollowsEach(ILogger log);
}
