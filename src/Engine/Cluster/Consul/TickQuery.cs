using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A change watch: asks whether anything of a kind changed in a datacenter. It has no value: its index is the answer, and nobody but this source asks it.</summary>
/// <param name="Datacenter">Null for the default one.</param>
internal sealed record TickQuery(TickKind Kind, string? Datacenter) : Query
{
    public override string ToString() => $"change watch of {Kind.ToString().ToLowerInvariant()}{(Datacenter is null ? "" : $" in {Datacenter}")}";

    /// <summary>The change watches that together tell of every change of a query's answer; none for a query that has to be watched itself.</summary>
    public static TickQuery[] For(Query query) => query switch
    {
        ServiceQuery service => Catalog(service.Datacenter),
        NodeQuery node => Catalog(node.Datacenter),
        ChecksQuery checks => [new(TickKind.Checks, checks.Datacenter)],
        ServicesQuery services => [new(TickKind.Registrations, services.Datacenter)],
        NodesQuery nodes => [new(TickKind.Nodes, nodes.Datacenter)],
        KeyQuery key => [new(TickKind.Keys, key.Datacenter)],
        KeysQuery keys => [new(TickKind.Keys, keys.Datacenter)],
        _ => [],
    };

    private static TickQuery[] Catalog(string? datacenter) =>
        [new(TickKind.Registrations, datacenter), new(TickKind.Checks, datacenter), new(TickKind.Nodes, datacenter)];
}
