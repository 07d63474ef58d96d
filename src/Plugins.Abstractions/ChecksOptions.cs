namespace Basenode.Plugins;

/// <summary>Which health checks are read.</summary>
public sealed record ChecksOptions
{
    /// <summary>A service's name. Default: all.</summary>
    public string? Service { get; init; }

    /// <summary><c>passing</c>, <c>warning</c>, <c>critical</c> or <c>any</c>. Default: any.</summary>
    public string State { get; init; } = "any";

    /// <summary>Default: the agent's.</summary>
    public string? Datacenter { get; init; }
}
