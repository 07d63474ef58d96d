namespace Basenode.Plugins;

/// <summary>A node of the cluster.</summary>
public sealed record Node
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its ID; empty where the source knows none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its address as registered.</summary>
    public required string Address { get; init; }

    /// <summary>Its datacenter; empty where the source knows none.</summary>
    public string Datacenter { get; init; } = "";

    /// <summary>Free key-value pairs.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>Further addresses by label, such as <c>lan</c> and <c>wan</c>.</summary>
    public IReadOnlyDictionary<string, string> TaggedAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>The instances on it, sorted by ID; filled by <see cref="ICluster.Node"/> alone.</summary>
    public IReadOnlyList<Instance> Services { get; init; } = [];
}
