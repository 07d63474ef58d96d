using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Values;
using Basenode.Plugins;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The cluster's reads, as a plugin's <c>cluster</c> has them: what a template reads is watched.</summary>
internal static class ClusterReads
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("services", ["datacenter?", "policy?"], call => List<ServiceSummary>(call, new ServicesQuery(call.OptionalText(0)), 1)),
        new("service", ["name", "tag?", "near?", "filter?", "passing?", "datacenter?", "default_port?", "failover?", "policy?"], call => First(
            call,
            new ServiceQuery(call.Name(0))
            {
                Tag = call.OptionalText(1),
                Near = call.OptionalText(2),
                Filter = call.OptionalText(3),
                Passing = call.Flag(4, true),
                Datacenter = call.OptionalText(5),
                DefaultPort = (int?)call.Number(6),
            },
            7)),
        new("connect", ["name", "tag?", "passing?", "datacenter?", "failover?", "policy?"], call => First(
            call,
            new ServiceQuery(call.Name(0))
            {
                Tag = call.OptionalText(1),
                Passing = call.Flag(2, true),
                Datacenter = call.OptionalText(3),
                Connect = true,
            },
            4)),
        new("prepared_query", ["name", "policy?"], call => List<Instance>(call, new PreparedQueryQuery(call.Name(0)), 1)),
        new("instances", [], Instances),
        new("nodes", ["datacenter?", "policy?"], call => List<Node>(call, new NodesQuery(call.OptionalText(0)), 1)),
        new("node", ["name?", "datacenter?", "policy?"], call => call.Cluster(2).Read<Node?>(new NodeQuery(call.OptionalText(0), call.OptionalText(1)), null)),
        new("members", [], call => List<Member>(call, new MembersQuery())),
        new("checks", ["service?", "state?", "datacenter?", "policy?"], call =>
            List<HealthCheck>(call, new ChecksQuery(call.OptionalText(0), call.OptionalText(1) ?? "any", call.OptionalText(2)), 3)),
        new("datacenters", [], call => List<string>(call, new DatacentersQuery())),
        new("ca_roots", [], call => List<string>(call, new CaRootsQuery())),
        new("ca_leaf", ["service"], call => call.Context.Cluster.Read(new CaLeafQuery(call.Name(0)), new LeafCertificate("", ""))),
    ];

    private static object? List<T>(FunctionCall call, Query query, int policy = int.MaxValue) =>
        TemplateValues.Of(call.Cluster(policy).Read<IReadOnlyList<T>>(query, []));

    // The list of datacenters to go to, and after it the policy.
    private static object? First(FunctionCall call, ServiceQuery query, int failover) =>
        TemplateValues.Of(call.Cluster(failover + 1).ReadFirst(TrackedCluster.WithFailover(query, call.Texts(failover))));

    private static object Instances(FunctionCall call)
    {
        TrackedCluster cluster = call.Context.Cluster;
        IReadOnlyList<ServiceSummary> services = cluster.Read<IReadOnlyList<ServiceSummary>>(new ServicesQuery(), []);
        return MapObject.Of(
            from service in services
            let passing = cluster.Read<IReadOnlyList<Instance>>(new ServiceQuery(service.Name), [])
            where passing.Count > 0
            orderby service.Name
            select KeyValuePair.Create(service.Name, passing));
    }
}
