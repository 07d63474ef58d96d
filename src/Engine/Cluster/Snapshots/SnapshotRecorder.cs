using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>Makes records of answers.</summary>
internal static class SnapshotRecorder
{
    // Most maps are empty, in a hundred thousand instances.
    private static readonly SortedDictionary<string, string> Nothing = new(StringComparer.Ordinal);

    /// <summary>A record of a query and its answer; null for one that is never recorded.</summary>
    public static RecordedAnswer? Record(Query query, object? value)
    {
        if (RecordedQuery.Of(query) is not { } answer)
        {
            return null;
        }

        switch (value)
        {
            case string text:
                answer.Value = text;
                break;
            case IReadOnlyList<ServiceSummary> services:
                answer.Services = [.. services.Select(service => new RecordedService { Name = service.Name, Tags = [.. service.Tags] })];
                break;
            case IReadOnlyList<Instance> instances:
                answer.Instances = [.. instances.Select(Record)];
                break;
            case IReadOnlyList<Node> nodes:
                answer.Nodes = [.. nodes.Select(Record)];
                break;
            case Node node:
                answer.Nodes = [Record(node)];
                break;
            case IReadOnlyList<Member> members:
                answer.Members = [.. members.Select(Record)];
                break;
            case IReadOnlyList<HealthCheck> checks:
                answer.Checks = [.. checks.Select(Record)];
                break;
            case IReadOnlyList<string> texts:
                answer.Texts = [.. texts];
                break;
            case IReadOnlyDictionary<string, string> values:
                answer.Values = Sorted(values);
                break;
        }

        return answer;
    }

    private static RecordedInstance Record(Instance instance) => new()
    {
        Id = instance.Id,
        Name = instance.Name,
        Node = instance.Node,
        Address = instance.Address,
        Port = instance.Port,
        Weight = instance.Weight,
        Tags = [.. instance.Tags],
        Meta = Sorted(instance.Meta),
        Checks = [.. instance.Checks.Select(Record)],
        NodeAddress = instance.NodeAddress,
        NodeMeta = Sorted(instance.NodeMeta),
        TaggedAddresses = Sorted(instance.TaggedAddresses),
        Datacenter = instance.Datacenter,
    };

    private static RecordedNode Record(Node node) => new()
    {
        Name = node.Name,
        Id = node.Id,
        Address = node.Address,
        Datacenter = node.Datacenter,
        Meta = Sorted(node.Meta),
        TaggedAddresses = Sorted(node.TaggedAddresses),
        Services = [.. node.Services.Select(Record)],
    };

    private static RecordedMember Record(Member member) => new()
    {
        Name = member.Name,
        Address = member.Address,
        Port = member.Port,
        Status = member.Status,
        Tags = Sorted(member.Tags),
    };

    private static RecordedCheck Record(HealthCheck check) => new()
    {
        Id = check.Id,
        Name = check.Name,
        Status = check.Status,
        Node = check.Node,
        ServiceName = check.ServiceName,
        ServiceId = check.ServiceId,
        Notes = check.Notes,
    };

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return Nothing;
        }

        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in map)
        {
            sorted[key] = value;
        }

        return sorted;
    }
}
