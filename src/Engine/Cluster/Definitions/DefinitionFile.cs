using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>What one file of Consul's agent configuration says about services. Whatever else the agent reads there is left out.</summary>
internal sealed record DefinitionFile
{
    /// <summary>A file that says nothing.</summary>
    public static DefinitionFile Empty { get; } = new();

    /// <summary>The instances under <c>service</c> and <c>services</c>.</summary>
    public ImmutableArray<ServiceDefinition> Services { get; init; } = [];

    /// <summary>The checks under <c>check</c> and <c>checks</c>.</summary>
    public ImmutableArray<CheckDefinition> Checks { get; init; } = [];

    /// <summary>The keys under <c>kv</c>, which is basenode's own addition: Consul has no file for keys.</summary>
    public ImmutableSortedDictionary<string, string> Keys { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The agent's <c>node_name</c>; null where it is not said.</summary>
    public string? NodeName { get; init; }

    /// <summary>The agent's <c>advertise_addr</c>; null where it is not said or not an IP address, but a template for the agent.</summary>
    public string? Address { get; init; }

    /// <summary>The agent's <c>datacenter</c>; null where it is not said.</summary>
    public string? Datacenter { get; init; }

    /// <summary>The agent's <c>node_meta</c>.</summary>
    public ImmutableSortedDictionary<string, string> NodeMeta { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A definition file says something that it must not. Thrown and caught within the reading of one file.</summary>
/// <param name="message">What is wrong and what would be valid.</param>
/// <param name="offset">Where in the file, in bytes.</param>
internal sealed class DefinitionException(string message, long offset) : Exception(message)
{
    /// <summary>Where in the file, in bytes.</summary>
    public long Offset => offset;
}
