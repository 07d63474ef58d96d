using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>A service instance as a definition file says it.</summary>
internal sealed record ServiceDefinition
{
    /// <summary>The service's name.</summary>
    public required string Name { get; init; }

    /// <summary>The ID: the name where none is given, as with Consul.</summary>
    public required string Id { get; init; }

    /// <summary>Its address; empty for its node's.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its port; 0 for none.</summary>
    public long Port { get; init; }

    /// <summary>Its tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Its free key-value pairs.</summary>
    public ImmutableSortedDictionary<string, string> Meta { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Further addresses by label, as <c>address:port</c>.</summary>
    public ImmutableSortedDictionary<string, string> TaggedAddresses { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Its weight while it passes, which it always does here.</summary>
    public long Weight { get; init; } = 1;

    /// <summary>Its checks.</summary>
    public ImmutableArray<CheckDefinition> Checks { get; init; } = [];

    /// <summary>The service that it takes mesh connections for: its own name when it speaks the mesh natively, a proxy's destination; empty for neither.</summary>
    public string MeshFor { get; init; } = "";
}

/// <summary>A health check as a definition file says it. Nobody runs it: it counts as passing.</summary>
/// <param name="Id">Its ID; empty where none is given.</param>
/// <param name="Name">Its name; empty where none is given.</param>
/// <param name="Notes">What a person noted with it.</param>
/// <param name="ServiceId">The instance that a check beside the services belongs to; empty for the node's.</param>
internal sealed record CheckDefinition(string Id, string Name, string Notes, string ServiceId);
