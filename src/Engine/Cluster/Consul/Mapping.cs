using Basenode.Engine.Cluster.Consul.Json;
using Basenode.Engine.Cluster.Validation;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>From what Consul's API says to the engine's own types. Nothing is judged here.</summary>
internal static class Mapping
{
    private static readonly IReadOnlyDictionary<string, string> NoPairs = new Dictionary<string, string>();

    /// <param name="mesh">Whether a proxy counts as what it stands for.</param>
    public static List<Registration> Registrations(List<ServiceEntryJson> entries, bool mesh)
    {
        var registrations = new List<Registration>(entries.Count);
        foreach (ServiceEntryJson? entry in entries)
        {
            ServiceEntryJson there = entry ?? throw Hole("an entry");
            registrations.Add(Registration(there.Node, there.Service, Checks(there.Checks), mesh));
        }

        return registrations;
    }

    public static Registration Registration(NodeJson node, ServiceJson service, IReadOnlyList<HealthCheck> checks, bool mesh) => new()
    {
        Name = service.Name,
        StandsFor = mesh && service.Proxy?.DestinationServiceName is { Length: > 0 } destination ? destination : null,
        Id = service.Id,
        Node = node.Name,
        NodeAddress = node.Address ?? "",
        Address = service.Address ?? "",
        Port = service.Port,
        Tags = Whole(service.Tags),
        Meta = Whole(service.Meta),
        PassingWeight = service.Weights?.Passing ?? 1,
        WarningWeight = service.Weights?.Warning ?? 1,
        Checks = checks,
        TaggedAddresses = TaggedAddresses(service.TaggedAddresses),
        Datacenter = node.Datacenter ?? "",
        NodeMeta = Whole(node.Meta),
    };

    public static IReadOnlyList<HealthCheck> Checks(List<CheckJson>? checks)
    {
        if (checks is null || checks.Count == 0)
        {
            return [];
        }

        var mapped = new HealthCheck[checks.Count];
        for (int i = 0; i < mapped.Length; i++)
        {
            CheckJson check = checks[i] ?? throw Hole("a check");
            mapped[i] = new HealthCheck
            {
                Id = check.Id,
                Name = check.Name ?? "",
                Status = check.Status,
                Node = check.Node ?? "",
                ServiceName = check.ServiceName ?? "",
                ServiceId = check.ServiceId ?? "",
                Notes = check.Notes ?? "",
            };
        }

        return mapped;
    }

    public static IReadOnlyList<ServiceSummary> Summaries(Dictionary<string, List<string>> services) =>
        [.. services
            .OrderBy(service => service.Key, StringComparer.Ordinal)
            .Select(service => new ServiceSummary(service.Key, [.. Whole(service.Value).Distinct().Order(StringComparer.Ordinal)]))];

    public static IReadOnlyList<Node> Nodes(List<NodeJson> nodes) =>
        [.. nodes.Select(node => Node(node ?? throw Hole("a node"))).OrderBy(node => node.Name, StringComparer.Ordinal)];

    public static Node Node(NodeJson node) => new()
    {
        Name = node.Name,
        Id = node.Id ?? "",
        Address = node.Address ?? "",
        Datacenter = node.Datacenter ?? "",
        Meta = Whole(node.Meta),
        TaggedAddresses = Whole(node.TaggedAddresses),
    };

    public static IReadOnlyList<Member> Members(List<MemberJson> members) =>
        [.. members.Select(member => Member(member ?? throw Hole("a member"))).OrderBy(member => member.Name, StringComparer.Ordinal)];

    /// <summary>A list of texts as it came; empty where there is none.</summary>
    public static IReadOnlyList<string> Whole(List<string>? texts) => texts is null ? [] : !texts.Contains(null!) ? texts : throw Hole("a text in a list");

    private static IReadOnlyDictionary<string, string> Whole(Dictionary<string, string>? pairs) =>
        pairs is null ? NoPairs : !pairs.ContainsValue(null!) ? pairs : throw Hole("a value of a map");

    /// <summary>An item of a list that is null: no Consul says that.</summary>
    public static ConsulException Hole(string what) => new(ConsulFault.BadAnswer, $"the response does not have the form that Consul's API documents: {what} is null");

    private static Member Member(MemberJson member) => new()
    {
        Name = member.Name,
        Address = member.Address,
        Port = member.Port,
        Status = member.Status switch
        {
            1 => "alive",
            2 => "leaving",
            3 => "left",
            4 => "failed",
            _ => "none",
        },
        Tags = Whole(member.Tags),
    };

    private static IReadOnlyDictionary<string, string> TaggedAddresses(Dictionary<string, TaggedAddressJson>? addresses)
    {
        if (addresses is null || addresses.Count == 0)
        {
            return NoPairs;
        }

        var mapped = new Dictionary<string, string>(addresses.Count);
        foreach ((string label, TaggedAddressJson? tagged) in addresses)
        {
            string address = tagged?.Address ?? "";
            mapped[label] = address.Contains(':') ? $"[{address}]:{tagged?.Port}" : $"{address}:{tagged?.Port}";
        }

        return mapped;
    }
}
