namespace Basenode.Engine.Model;

/// <summary>What of one query is missing in Consul and still served.</summary>
/// <param name="Count">How many are missing and served.</param>
/// <param name="Of">How many are served in all.</param>
/// <param name="Reason">Why they are still served.</param>
/// <param name="Since">Since when the first of them has been missing.</param>
/// <param name="Until">The last of them is kept until then at least.</param>
internal sealed record HeldReport(int Count, int Of, HoldReason Reason, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>What is held and why, as one sentence.</summary>
    public string Describe(DateTimeOffset now) => Reason == HoldReason.Panic
        ? $"{Count} of {Of} do not pass in Consul and are still served: {Reason.InWords()}"
        : $"{Count} of {Of} are missing in Consul and are kept for up to {Math.Max(0, Math.Ceiling((Until - now).TotalSeconds))} s: {Reason.InWords()}";
}

/// <summary>The reasons in words.</summary>
internal static class HoldReasons
{
    /// <summary>The reason in words, as the end of a sentence.</summary>
    public static string InWords(this HoldReason reason) => reason switch
    {
        HoldReason.LastOnes => "without them the service would be empty",
        HoldReason.MoreThanHalf => "more than half of the service's instances went away at once",
        HoldReason.WholeService => "a whole service is missing",
        HoldReason.WithoutChange => "Consul's index has not changed, so they may exist and only be hidden (does the token have fewer rights now?)",
        HoldReason.Panic => "fewer than half of the service's instances pass; with the setting 'panic', HAProxy's own checks decide then",
        HoldReason.Regression => "Consul may have lost its data: its index went backwards, or another agent answers",
        HoldReason.LostConnection => "Consul could not be reached shortly before",
        _ => "a large part of the cluster went away at once (was a server lost, or does the token have fewer rights now?)",
    };
}

/// <summary>Why something that is missing is still served.</summary>
internal enum HoldReason
{
    /// <summary>Its service would have nothing left.</summary>
    LastOnes,

    /// <summary>More than half of its service is missing.</summary>
    MoreThanHalf,

    /// <summary>It is a whole service.</summary>
    WholeService,

    /// <summary>It vanished, but Consul's index is the same.</summary>
    WithoutChange,

    /// <summary>Fewer than half of its service pass, and then all registered instances are asked for.</summary>
    Panic,

    /// <summary>Consul's index went backwards shortly before, or another agent answers: data may be lost.</summary>
    Regression,

    /// <summary>Consul could not be reached shortly before.</summary>
    LostConnection,

    /// <summary>Too large a part of the whole cluster is missing.</summary>
    WholeCluster,
}
