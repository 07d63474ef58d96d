using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>Takes a query's value apart into the things that can vanish one by one, and puts what is held back into it.</summary>
internal static class ResultItems
{
    // The node itself among its services; no key of an instance is empty.
    private const string NodeItself = "";

    /// <summary>The key of an instance.</summary>
    public static string KeyOf(string node, string id) => $"{node}\0{id}";

    /// <summary>Instances by key.</summary>
    public static IReadOnlyDictionary<string, object> ByKey(IReadOnlyList<Instance> instances) =>
        instances.Count == 0 ? ImmutableDictionary<string, object>.Empty : ByKey(instances, KeyOf);

    /// <summary>The things in a value, by key; null for a query whose answers are not held.</summary>
    public static IReadOnlyDictionary<string, object>? Split(Query query, object? value) => (query, value) switch
    {
        (ServiceQuery or PreparedQueryQuery, IReadOnlyList<Instance> instances) => ByKey(instances, KeyOf),
        (ServicesQuery, IReadOnlyList<ServiceSummary> services) => ByKey(services, service => service.Name),
        (NodesQuery, IReadOnlyList<Node> nodes) => ByKey(nodes, node => node.Name),
        (NodeQuery, Node node) => OfNode(node),
        (KeyQuery key, string text) => ByKey([text], _ => key.Path),
        (KeysQuery, IReadOnlyDictionary<string, string> keys) => keys.ToDictionary(pair => pair.Key, object (pair) => pair.Value),
        (NodeQuery or KeyQuery, null) => new Dictionary<string, object>(),
        _ => null,
    };

    /// <summary>A value with what is held in it, in the order of the values of its query.</summary>
    public static object? Join(Query query, object? value, IReadOnlyList<HeldItem> held) => held.Count == 0 ? value : query switch
    {
        ServiceQuery { Near: not null } => (IReadOnlyList<Instance>)[.. (IReadOnlyList<Instance>)value!, .. Ordered(Of<Instance>(held))],
        ServiceQuery or PreparedQueryQuery => Ordered([.. (IReadOnlyList<Instance>)value!, .. Of<Instance>(held)]),
        ServicesQuery => (IReadOnlyList<ServiceSummary>)
            [.. ((IReadOnlyList<ServiceSummary>)value!).Concat(Of<ServiceSummary>(held)).OrderBy(service => service.Name, StringComparer.Ordinal)],
        NodesQuery => (IReadOnlyList<Node>)[.. ((IReadOnlyList<Node>)value!).Concat(Of<Node>(held)).OrderBy(node => node.Name, StringComparer.Ordinal)],
        NodeQuery => Joined((Node?)value, held),
        KeyQuery => held[0].Value,
        KeysQuery => ((IReadOnlyDictionary<string, string>)value!)
            .Concat(held.Select(item => KeyValuePair.Create(item.Key, (string)item.Value)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        _ => value,
    };

    private static Dictionary<string, object> OfNode(Node node)
    {
        Dictionary<string, object> items = ByKey(node.Services, KeyOf);
        items[NodeItself] = node;
        return items;
    }

    private static Node? Joined(Node? node, IReadOnlyList<HeldItem> held)
    {
        node ??= held.FirstOrDefault(item => item.Key == NodeItself)?.Value is Node before ? before with { Services = [] } : null;
        return node is null ? null : node with { Services = Ordered([.. node.Services, .. Of<Instance>(held)]) };
    }

    private static IReadOnlyList<Instance> Ordered(IEnumerable<Instance> instances) =>
        [.. instances
            .OrderBy(instance => instance.Node, StringComparer.Ordinal)
            .ThenBy(instance => instance.Id, StringComparer.Ordinal)
            .ThenBy(instance => instance.Address, StringComparer.Ordinal)
            .ThenBy(instance => instance.Port)];

    private static IEnumerable<T> Of<T>(IEnumerable<HeldItem> held) => held.Select(item => item.Value).OfType<T>();

    private static string KeyOf(Instance instance) => KeyOf(instance.Node, instance.Id);

    // Consul's names and IDs are unique; should one come twice, the two vanish together.
    private static Dictionary<string, object> ByKey<T>(IEnumerable<T> items, Func<T, string> keyOf)
        where T : notnull
    {
        var byKey = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (T item in items)
        {
            byKey[keyOf(item)] = item;
        }

        return byKey;
    }
}
