namespace Basenode.Plugins;

/// <summary>How long the instances of one service are kept after they vanish from Consul. What basenode.toml says for the service takes precedence.</summary>
public sealed record HoldOptions
{
    /// <summary>The service's name as registered.</summary>
    public required string Service { get; init; }

    /// <summary>Whether the service may become empty at once. Default: false, so that the last instances, or more than half of them, are kept for a while.</summary>
    public bool? AllowEmpty { get; init; }

    /// <summary>How long the last instances, or more than half of them, are kept; at most an hour. Default: <c>time</c> of the table <c>[hold]</c>, which is 30 s.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>
    /// Whether all registered instances are served while fewer than half of them pass, so that HAProxy's own checks decide. Those in maintenance are skipped. Default: <c>panic</c>
    /// of the table <c>[hold]</c>, which is false.
    /// </summary>
    public bool? Panic { get; init; }
}
