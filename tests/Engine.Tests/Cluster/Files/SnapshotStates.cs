using System.Collections.Immutable;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster.Files;

/// <summary>Cluster states with odd names and values, as validation and Consul can make them.</summary>
internal static class SnapshotStates
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("", "web", "a/b", "ä€😀", "\0\n\r\t\"\\", "</script>", " ", "null", "{{ x }}"),
        Gen.Choose(32, 126).Select(c => (char)c).ArrayOf().Select(characters => new string(characters)));

    private static readonly Gen<IReadOnlyList<string>> Texts = Text.ListOf().Select(list => (IReadOnlyList<string>)[.. list]);

    private static readonly Gen<IReadOnlyDictionary<string, string>> Map =
        from keys in Text.ListOf()
        from value in Text
        select (IReadOnlyDictionary<string, string>)keys.Distinct().ToDictionary(key => key, key => value + key);

    private static readonly Gen<HealthCheck> Check =
        from id in Text
        from name in Text
        from status in Gen.Elements("passing", "warning", "critical")
        from notes in Text
        select new HealthCheck { Id = id, Name = name, Status = status, Notes = notes, Node = name, ServiceId = id, ServiceName = notes };

    private static readonly Gen<Registration> Registration =
        from id in Text
        from node in Text
        from address in Gen.Elements("10.0.0.1", "fd00::1", "")
        from port in Gen.Choose(1, 65535)
        from weight in Gen.Choose(0, 256)
        from tags in Texts
        from meta in Map
        from checks in Check.ListOf()
        select new Registration
        {
            Id = id,
            Name = "web",
            Node = node,
            Address = address,
            NodeAddress = "10.0.0.2",
            Port = port,
            PassingWeight = weight,
            WarningWeight = weight,
            Tags = tags,
            Meta = meta,
            NodeMeta = meta,
            TaggedAddresses = meta,
            Checks = [.. checks.DistinctBy(check => check.Id)],
            Datacenter = node,
        };

    // A node has an ID once: only then is the order of validation the same whether an address was registered or taken from the node.
    private static readonly Gen<IReadOnlyList<Instance>> Instances = Registration.ListOf().Select(registrations =>
        Admit([.. registrations.DistinctBy(registration => (registration.Node, registration.Id))]));

    private static readonly Gen<Node> Node =
        from name in Text
        from meta in Map
        from services in Instances
        select new Node { Name = name, Id = name, Address = name, Datacenter = name, Meta = meta, TaggedAddresses = meta, Services = services };

    private static readonly Gen<KeyValuePair<Query, object?>> Service =
        from tag in Text.OrNull()
        from near in Text.OrNull()
        from filter in Text.OrNull()
        from datacenter in Text.OrNull()
        from flags in Gen.Choose(0, 3)
        from port in Gen.Choose(0, 2)
        from instances in Instances
        select Pair(
            new ServiceQuery("web")
            {
                Tag = tag,
                Near = near,
                Filter = filter,
                Datacenter = datacenter,
                Passing = (flags & 1) == 0,
                Connect = (flags & 2) == 0,
                DefaultPort = port == 0 ? null : port,
            },
            instances);

    private static readonly Gen<KeyValuePair<Query, object?>> Pairs = Gen.OneOf(
        Service,
        from name in Text from instances in Instances select Pair(new PreparedQueryQuery(name), instances),
        from datacenter in Text.OrNull()
        from name in Text
        from tags in Texts
        select Pair(new ServicesQuery(datacenter), ImmutableArray.Create(new ServiceSummary(name, tags))),
        from datacenter in Text.OrNull() from node in Node select Pair(new NodesQuery(datacenter), ImmutableArray.Create(node with { Services = [] })),
        from name in Text.OrNull() from node in Node.OrNull() select Pair(new NodeQuery(name), node),
        from name in Text from value in Text.OrNull() select Pair(new KeyQuery(name), value),
        from name in Text from values in Map select Pair(new KeysQuery(name), values),
        from name in Text.OrNull() from checks in Check.ListOf() select Pair(new ChecksQuery(name), checks.ToImmutableArray()),
        from texts in Texts select Pair(new DatacentersQuery(), texts),
        from texts in Texts select Pair(new CaRootsQuery(), texts),
        from name in Text
        from tags in Map
        select Pair(new MembersQuery(), ImmutableArray.Create(new Member { Name = name, Address = name, Port = 1, Status = "alive", Tags = tags })));

    public static readonly Gen<Dictionary<Query, object?>> All =
        Pairs.ListOf().Select(pairs => pairs.DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value));

    private static KeyValuePair<Query, object?> Pair(Query query, object? value) => new(query, value);

    private static IReadOnlyList<Instance> Admit(params Registration[] registrations) => new InstanceValidation(hostNames: false).Admit(null, null, registrations).Instances;
}
