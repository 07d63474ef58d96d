namespace Basenode.Plugins;

/// <summary>A member of Consul's gossip pool.</summary>
public sealed record Member
{
    /// <summary>Its node name.</summary>
    public required string Name { get; init; }

    /// <summary>Its IP address.</summary>
    public required string Address { get; init; }

    /// <summary>Its gossip port.</summary>
    public required int Port { get; init; }

    /// <summary><c>alive</c>, <c>leaving</c>, <c>left</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Serf's own tags, such as <c>role</c> and <c>dc</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
