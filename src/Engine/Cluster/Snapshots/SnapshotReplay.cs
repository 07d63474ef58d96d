using System.Collections.Immutable;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>Makes answers of records. A snapshot comes from disk and may be edited, so its instances go through the validation like any other.</summary>
internal sealed class SnapshotReplay(InstanceValidation validation)
{
    /// <summary>The query of a record and its answer.</summary>
    /// <exception cref="SnapshotException">The record is not complete, or has a null where a value must be.</exception>
    public (Query Query, QueryResult Answer) Replay(RecordedAnswer answer)
    {
        Query query = RecordedQuery.Read(Whole(answer, "answers"));
        return (query, query switch
        {
            ServicesQuery => QueryResult.Of(Items(answer.Services, "services").Select(Replay).ToImmutableArray()),
            ServiceQuery q => Admit(answer.Instances, q.Connect ? null : q.Name, q.Near is not null),
            PreparedQueryQuery => Admit(answer.Instances, null, keepOrder: true),
            NodesQuery => QueryResult.Of(Items(answer.Nodes, "nodes").Select(node => Replay(node, [])).ToImmutableArray()),
            NodeQuery => ReplayNode(answer),
            MembersQuery => QueryResult.Of(Items(answer.Members, "members").Select(Replay).ToImmutableArray()),
            KeyQuery => QueryResult.Of(answer.Value),
            KeysQuery => QueryResult.Of(Map(answer.Values ?? throw Missing("values"), "values")),
            ChecksQuery => QueryResult.Of(Items(answer.Checks, "checks").Select(Replay).ToImmutableArray()),
            _ => QueryResult.Of(Items(answer.Texts, "texts").ToImmutableArray()),
        });
    }

    private QueryResult Admit(List<RecordedInstance>? instances, string? asked, bool keepOrder)
    {
        ValidationResult result = validation.Admit(asked, null, Items(instances, "instances").Select(Replay), keepOrder);
        return QueryResult.Of(result.Instances, result.Quarantined);
    }

    private QueryResult ReplayNode(RecordedAnswer answer)
    {
        if (answer.Nodes is null or [])
        {
            return QueryResult.Of(null);
        }

        RecordedNode node = Whole(answer.Nodes[0], "nodes");
        ValidationResult result = validation.Admit(null, null, Items(node.Services, "services").Select(Replay));
        return QueryResult.Of(Replay(node, result.Instances), result.Quarantined);
    }

    private static ServiceSummary Replay(RecordedService service) => new(service.Name, Items(service.Tags, "tags").ToImmutableArray());

    private static Registration Replay(RecordedInstance instance) => new()
    {
        Id = instance.Id,
        Name = instance.Name,
        Node = instance.Node,
        Address = instance.Address,
        Port = instance.Port,
        PassingWeight = instance.Weight,
        WarningWeight = instance.Weight,
        Tags = Items(instance.Tags, "tags").ToImmutableArray(),
        Meta = Map(instance.Meta, "meta"),
        Checks = Items(instance.Checks, "checks").Select(Replay).ToImmutableArray(),
        NodeAddress = instance.NodeAddress,
        NodeMeta = Map(instance.NodeMeta, "node_meta"),
        TaggedAddresses = Map(instance.TaggedAddresses, "tagged_addresses"),
        Datacenter = instance.Datacenter,
    };

    private static Node Replay(RecordedNode node, IReadOnlyList<Instance> services) => new()
    {
        Name = node.Name,
        Id = node.Id,
        Address = node.Address,
        Datacenter = node.Datacenter,
        Meta = Map(node.Meta, "meta"),
        TaggedAddresses = Map(node.TaggedAddresses, "tagged_addresses"),
        Services = services,
    };

    private static Member Replay(RecordedMember member) => new()
    {
        Name = member.Name,
        Address = member.Address,
        Port = member.Port,
        Status = member.Status,
        Tags = Map(member.Tags, "tags"),
    };

    private static HealthCheck Replay(RecordedCheck check) => new()
    {
        Id = check.Id,
        Name = check.Name,
        Status = check.Status,
        Node = check.Node,
        ServiceName = check.ServiceName,
        ServiceId = check.ServiceId,
        Notes = check.Notes,
    };

    // The JSON reader refuses a null property, but not a null within a list.
    private static IEnumerable<T> Items<T>(List<T>? items, string name)
        where T : class =>
        (items ?? throw Missing(name)).Select(item => Whole(item, name));

    private static T Whole<T>(T item, string name)
        where T : class =>
        item ?? throw new SnapshotException($"'{name}' contains null");

    private static ImmutableSortedDictionary<string, string> Map(SortedDictionary<string, string> map, string name) =>
        map.ToImmutableSortedDictionary(entry => entry.Key, entry => Whole(entry.Value, name), StringComparer.Ordinal);

    private static SnapshotException Missing(string name) => new($"'{name}' is missing");
}
