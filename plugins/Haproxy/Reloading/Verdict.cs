namespace Basenode.Haproxy.Reloading;

/// <summary>What one look at HAProxy's processes says of what is being waited for.</summary>
internal enum Verdict
{
    /// <summary>It may still come.</summary>
    NotYet,

    /// <summary>It is there.</summary>
    Reached,

    /// <summary>It was tried and failed.</summary>
    Failed,
}
