using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A change watch: asks whether anything of a kind changed in a datacenter. It has no value: its index is the answer, and nobody but this source asks it.</summary>
/// <param name="Datacenter">Null for the default one.</param>
internal sealed record ChangeWatch(ChangeKind Kind, string? Datacenter) : Query
{
    public override string ToString() => $"change watch of {Kind.ToString().ToLowerInvariant()}{(Datacenter is null ? "" : $" in {Datacenter}")}";

    /// <summary>The change watches that together tell of every change of a query's answer; none for a query that has to be watched itself.</summary>
    public static ChangeWatch[] For(Query query) => query switch
    {
        ServiceQuery service => Catalog(service.Datacenter),
        NodeQuery node => Catalog(node.Datacenter),
        ChecksQuery checks => [new(ChangeKind.Checks, checks.Datacenter)],
        ServicesQuery services => [new(ChangeKind.Registrations, services.Datacenter)],
        NodesQuery nodes => [new(ChangeKind.Nodes, nodes.Datacenter)],
        KeyQuery key => [new(ChangeKind.Keys, key.Datacenter)],
        KeysQuery keys => [new(ChangeKind.Keys, keys.Datacenter)],
        _ => [],
    };

    private static ChangeWatch[] Catalog(string? datacenter) =>
        [new(ChangeKind.Registrations, datacenter), new(ChangeKind.Checks, datacenter), new(ChangeKind.Nodes, datacenter)];
}

/// <summary>What a change watch tells of.</summary>
internal enum ChangeKind
{
    /// <summary>Any registration, port, tag or meta.</summary>
    Registrations,

    /// <summary>Any health check.</summary>
    Checks,

    /// <summary>Any node.</summary>
    Nodes,

    /// <summary>Any key.</summary>
    Keys,
}
