namespace Basenode.Engine.Model;

/// <summary>What of one query is missing in Consul and still served.</summary>
/// <param name="Count">How many are missing and served.</param>
/// <param name="Of">How many are served in all.</param>
/// <param name="Reason">Why they are still served.</param>
/// <param name="Since">Since when the first of them has been missing.</param>
/// <param name="Until">Before this the last of them is not let go.</param>
internal sealed record HeldReport(int Count, int Of, HoldReason Reason, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>The reasons in words.</summary>
internal static class HoldReasons
{
    /// <summary>The reason in words, as the end of a sentence.</summary>
    public static string InWords(this HoldReason reason) => reason switch
    {
        HoldReason.LastOnes => "the service would be empty",
        HoldReason.MoreThanHalf => "more than half of the service went at once",
        HoldReason.Regression => "Consul's index went backwards, so it may have lost its data",
        HoldReason.LostConnection => "Consul could not be reached just before",
        _ => "a large part of the cluster went at once (a lost server, or a token that sees less?)",
    };
}

/// <summary>Why something that is missing is still served.</summary>
internal enum HoldReason
{
    /// <summary>Its service would have nothing left.</summary>
    LastOnes,

    /// <summary>More than half of its service is missing.</summary>
    MoreThanHalf,

    /// <summary>Consul's index went backwards shortly before: the agent may have lost its data.</summary>
    Regression,

    /// <summary>Consul could not be reached shortly before.</summary>
    LostConnection,

    /// <summary>Too large a part of the whole cluster is missing.</summary>
    WholeCluster,
}
