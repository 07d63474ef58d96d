using Basenode.Plugins;

namespace Basenode.Engine.Cluster;

/// <summary>Compares answers by what is in them: the records of the contract hold lists, which records compare by reference.</summary>
internal static class ContentEquality
{
    /// <summary>Whether two answers say the same.</summary>
    public static bool Same(object? one, object? other) => ReferenceEquals(one, other) || (one, other) switch
    {
        (IReadOnlyList<Instance> a, IReadOnlyList<Instance> b) => SameList(a, b, Same),
        (IReadOnlyList<ServiceSummary> a, IReadOnlyList<ServiceSummary> b) => SameList(a, b, Same),
        (IReadOnlyList<Node> a, IReadOnlyList<Node> b) => SameList(a, b, Same),
        (IReadOnlyList<Member> a, IReadOnlyList<Member> b) => SameList(a, b, Same),
        (IReadOnlyList<HealthCheck> a, IReadOnlyList<HealthCheck> b) => SameList(a, b, EqualityComparer<HealthCheck>.Default.Equals),
        (IReadOnlyList<string> a, IReadOnlyList<string> b) => a.SequenceEqual(b),
        (IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => SameMap(a, b),
        (Node a, Node b) => Same(a, b),
        _ => Equals(one, other),
    };

    private static bool Same(Instance a, Instance b) =>
        a.Port == b.Port && a.Weight == b.Weight && a.Address == b.Address && a.Status == b.Status && a.ServerName == b.ServerName
        && a.Id == b.Id && a.Name == b.Name && a.Node == b.Node && a.NodeAddress == b.NodeAddress && a.Datacenter == b.Datacenter
        && a.Tags.SequenceEqual(b.Tags) && SameMap(a.Meta, b.Meta) && SameMap(a.NodeMeta, b.NodeMeta)
        && SameMap(a.TaggedAddresses, b.TaggedAddresses) && a.Checks.SequenceEqual(b.Checks);

    private static bool Same(ServiceSummary a, ServiceSummary b) => a.Name == b.Name && a.Tags.SequenceEqual(b.Tags);

    private static bool Same(Node a, Node b) =>
        a.Name == b.Name && a.Id == b.Id && a.Address == b.Address && a.Datacenter == b.Datacenter
        && SameMap(a.Meta, b.Meta) && SameMap(a.TaggedAddresses, b.TaggedAddresses) && SameList(a.Services, b.Services, Same);

    private static bool Same(Member a, Member b) =>
        a.Name == b.Name && a.Address == b.Address && a.Port == b.Port && a.Status == b.Status && SameMap(a.Tags, b.Tags);

    private static bool SameList<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, Func<T, T, bool> same)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (!same(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameMap(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
