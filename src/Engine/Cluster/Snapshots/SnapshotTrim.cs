using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>Makes a cluster state that has only some services, with the nodes that they run on. Plugins and templates that see it ask for nothing else.</summary>
internal sealed class SnapshotTrim
{
    private readonly ImmutableHashSet<string> services;

    /// <param name="services">The names of the services that stay.</param>
    public SnapshotTrim(IEnumerable<string> services) => this.services = [.. services];

    /// <summary>The state with these services alone. Keys, datacenters and the agent's own node stay.</summary>
    public ClusterState Of(ClusterState state)
    {
        HashSet<string> nodes = [.. Instances(state).Where(Stays).Select(instance => instance.Node)];
        return state with
        {
            Answers = state.Answers.ToImmutableDictionary(answer => answer.Key, answer => Trim(answer.Key, answer.Value, nodes, state.Revision)),
        };
    }

    /// <summary>The names that are nowhere in a state, as an error for a person; null when there is none.</summary>
    public string? Problem(ClusterState state)
    {
        HashSet<string> known =
        [
            .. Instances(state).Select(instance => instance.Name),
            .. state.Answers.Values.Select(answer => answer.Value).OfType<IReadOnlyList<ServiceSummary>>().SelectMany(all => all.Select(service => service.Name)),
        ];
        string[] unknown = [.. services.Except(known).Order(StringComparer.Ordinal)];
        return unknown.Length == 0 ? null : $"--only: no target reads a service {string.Join(" or ", unknown.Select(name => $"'{name}'"))}";
    }

    // What is trimmed by other answers may change whenever one of them does.
    private Answer Trim(Query query, Answer answer, HashSet<string> nodes, long revision) => answer.Value switch
    {
        IReadOnlyList<ServiceSummary> all => answer with { Value = all.Where(service => services.Contains(service.Name)).ToImmutableArray() },
        IReadOnlyList<Instance> all => answer with { Value = all.Where(Stays).ToImmutableArray() },
        IReadOnlyList<HealthCheck> all => answer with { Value = all.Where(check => Stays(check, nodes)).ToImmutableArray(), Revision = revision },
        IReadOnlyList<Node> all => answer with { Value = all.Where(node => nodes.Contains(node.Name)).ToImmutableArray(), Revision = revision },
        IReadOnlyList<Member> all => answer with { Value = all.Where(member => nodes.Contains(member.Name)).ToImmutableArray(), Revision = revision },
        Node node when query is NodeQuery { Name: null } || nodes.Contains(node.Name) =>
            answer with { Value = node with { Services = [.. node.Services.Where(Stays)] }, Revision = revision },
        Node => answer with { Value = null, Revision = revision },
        _ => answer,
    };

    private bool Stays(HealthCheck check, HashSet<string> nodes) => check.ServiceName.Length > 0 ? services.Contains(check.ServiceName) : nodes.Contains(check.Node);

    // A sidecar has a name of its own: it stays with the service that the query is for.
    private bool Stays(Instance instance) =>
        services.Contains(instance.Name) || (instance.Name.EndsWith(Sidecar, StringComparison.Ordinal) && services.Contains(instance.Name[..^Sidecar.Length]));

    private const string Sidecar = "-sidecar-proxy";

    private static IEnumerable<Instance> Instances(ClusterState state) => state.Answers.Values.SelectMany(answer => answer.Value switch
    {
        IReadOnlyList<Instance> instances => instances,
        Node node => node.Services,
        _ => [],
    });
}
