namespace Basenode.Plugins;

/// <summary>A health check of a service instance or a node.</summary>
public sealed record HealthCheck
{
    /// <summary>Its ID, unique on its node.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>passing</c>, <c>warning</c> or <c>critical</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The node it belongs to.</summary>
    public string Node { get; init; } = "";

    /// <summary>The service it belongs to; empty for a node's check.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>The ID of the instance it belongs to; empty for a node's check.</summary>
    public string ServiceId { get; init; } = "";

    /// <summary>What a person noted with it.</summary>
    public string Notes { get; init; } = "";
}
