using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What following Consul says in the log. Text that the cluster chose is escaped before it comes here.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "Consul at {Address} cannot be reached, keeping the last known state and retrying: {Reason}")]
    public static partial void ConnectionLost(ILogger log, string address, string reason);

    [LoggerMessage(1001, LogLevel.Information, "Consul at {Address} has recovered after {Seconds:F1} s")]
    public static partial void ConnectionRecovered(ILogger log, string address, double seconds);

    [LoggerMessage(1020, LogLevel.Debug, "first answer of Consul: {Query}")]
    public static partial void FirstAnswer(ILogger log, string query);

    [LoggerMessage(1002, LogLevel.Warning, "{Query}: the query failed, keeping its last result; retrying: {Reason}")]
    public static partial void QueryFails(ILogger log, string query, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Count} more queries failed")]
    public static partial void MoreQueriesFail(ILogger log, int count);

    [LoggerMessage(1004, LogLevel.Information, "{Query} has recovered")]
    public static partial void QueryRecovered(ILogger log, string query);

    [LoggerMessage(1005, LogLevel.Information, "{Count} more queries have recovered")]
    public static partial void MoreQueriesRecovered(ILogger log, int count);

    [LoggerMessage(1006, LogLevel.Warning, "{Query}: Consul's index went backwards; the agent was restarted or lost its data")]
    public static partial void IndexWentBackwards(ILogger log, string query);

    [LoggerMessage(1018, LogLevel.Warning, "Another agent of Consul answers now; what is missing there is kept until the removal is confirmed (setting: hold.after_regression)")]
    public static partial void OtherAgent(ILogger log);

    [LoggerMessage(1019, LogLevel.Debug, "Consul does not say which agent answers: {Reason}")]
    public static partial void IdentityUnknown(ILogger log, string reason);

    [LoggerMessage(1017, LogLevel.Warning, "{Query}: {Count} of {Of} do not pass in Consul and are still served: {Reason}")]
    public static partial void Panics(ILogger log, string query, int count, int of, string reason);

    [LoggerMessage(1009, LogLevel.Information, "{Queries} queries are more than the {Limit} that can have a watch each; using change watches (setting: consul.direct_watches). A new address or new meta of an instance is seen within {Seconds} s (setting: consul.background_reads)")]
    public static partial void FollowsChangeWatches(ILogger log, int queries, int limit, int seconds);

    [LoggerMessage(1010, LogLevel.Information, "Each query has a watch of its own again")]
    public static partial void FollowsEach(ILogger log);

    [LoggerMessage(1013, LogLevel.Warning, "{Query}: {Count} of {Of} are missing in Consul and are kept for up to {Seconds} s: {Reason}")]
    public static partial void Held(ILogger log, string query, int count, int of, double seconds, string reason);

    [LoggerMessage(1014, LogLevel.Warning, "{Count} more queries still serve something that is missing in Consul")]
    public static partial void MoreHeld(ILogger log, int count);

    [LoggerMessage(1015, LogLevel.Information, "{Query}: what was missing in Consul is there again, or is no longer served")]
    public static partial void NothingHeld(ILogger log, string query);

    [LoggerMessage(1016, LogLevel.Information, "{Count} more queries: what was missing in Consul is there again, or is no longer served")]
    public static partial void NothingMoreHeld(ILogger log, int count);

    [LoggerMessage(1011, LogLevel.Warning, "The certificates for Consul have changed and cannot be used, keeping the last good ones; they are read again at the next connection: {Reason}")]
    public static partial void CertificatesBad(ILogger log, string reason);

    [LoggerMessage(1021, LogLevel.Warning, "Cannot write to {Path} how many connections to Consul are open: {Reason}. If basenode is restarted soon, it may open too many")]
    public static partial void ConnectionsNotNoted(ILogger log, string path, string reason);

    [LoggerMessage(1012, LogLevel.Information, "The certificates for Consul have changed; new connections use them")]
    public static partial void CertificatesChanged(ILogger log);
}
