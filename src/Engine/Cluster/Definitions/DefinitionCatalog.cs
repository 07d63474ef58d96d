using System.Collections.Immutable;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>What a Consul agent that has loaded definition files, and nothing else, would answer. All checks pass; one node, one datacenter.</summary>
internal sealed class DefinitionCatalog
{
    private const string DefaultDatacenter = "dc1";
    private const string DefaultAddress = "127.0.0.1";
    private const int GossipPort = 8301;

    private readonly InstanceValidation validation;
    private readonly Node node;
    private readonly ImmutableArray<HealthCheck> nodeChecks;
    private readonly ImmutableArray<(Registration Registration, string MeshFor)> instances;
    private readonly ILookup<string, Registration> byName;
    private readonly ImmutableSortedDictionary<string, string> keys;

    /// <summary>Merges files. Of what stands in several the last one holds, as with Consul: an ID, a key, the node's name.</summary>
    /// <param name="nodeName">The node's name where no file says one; null for this machine's.</param>
    public DefinitionCatalog(IReadOnlyList<DefinitionFile> files, InstanceValidation validation, string? nodeName = null)
    {
        this.validation = validation;
        node = new Node
        {
            Name = files.LastOrDefault(file => file.NodeName is not null)?.NodeName ?? nodeName ?? Environment.MachineName,
            Address = files.LastOrDefault(file => file.Address is not null)?.Address ?? DefaultAddress,
            Datacenter = files.LastOrDefault(file => file.Datacenter is not null)?.Datacenter ?? DefaultDatacenter,
            Meta = Merged(files.Select(file => file.NodeMeta)),
        };
        keys = Merged(files.Select(file => file.Keys));

        var services = new Dictionary<string, ServiceDefinition>(StringComparer.Ordinal);
        foreach (ServiceDefinition service in files.SelectMany(file => file.Services))
        {
            services[service.Id] = service;
        }

        CheckDefinition[] checks = [.. files.SelectMany(file => file.Checks)];
        nodeChecks = [.. checks.Where(check => check.ServiceId.Length == 0).Select(check => Check(check, check.Name, "", ""))];
        ILookup<string, CheckDefinition> checksByService = checks.ToLookup(check => check.ServiceId, StringComparer.Ordinal);
        instances = [.. services.Values.Select(service => (Register(service, checksByService[service.Id]), service.MeshFor))];
        byName = instances.Select(instance => instance.Registration).ToLookup(instance => instance.Name, StringComparer.Ordinal);
    }

    /// <summary>Answers a query.</summary>
    public QueryResult Answer(Query query) => query switch
    {
        ServicesQuery q => In(q.Datacenter, Services),
        ServiceQuery { Filter: not null } => QueryResult.Failed("a filter works only with Consul, not with service definition files", isFinal: true),
        ServiceQuery q => In(q.Datacenter, () => Service(q)),
        NodesQuery q => In(q.Datacenter, () => QueryResult.Of(ImmutableArray.Create(node))),
        NodeQuery q => In(q.Datacenter, () => q.Name is null || q.Name == node.Name ? NodeWithServices() : QueryResult.Of(null)),
        ChecksQuery { State: not ("any" or CheckStatus.Passing or CheckStatus.Warning or CheckStatus.Critical) } q =>
            QueryResult.Failed($"'{LogText.Escape(q.State)}' is not a state of a check: use any, passing, warning or critical", isFinal: true),
        ChecksQuery q => In(q.Datacenter, () => QueryResult.Of(Checks(q))),
        KeyQuery q => In(q.Datacenter, () => QueryResult.Of(keys.GetValueOrDefault(q.Path))),
        KeysQuery q => In(q.Datacenter, () => QueryResult.Of(Below(q.Prefix))),
        MembersQuery => QueryResult.Of(ImmutableArray.Create(Member())),
        DatacentersQuery => QueryResult.Of(ImmutableArray.Create(node.Datacenter)),
        PreparedQueryQuery => QueryResult.Failed("a prepared query works only with Consul, not with service definition files", isFinal: true),
        CaRootsQuery or CaLeafQuery => QueryResult.Failed("certificates of the service mesh work only with Consul, not with service definition files", isFinal: true),
        _ => QueryResult.Failed("this query works only with Consul, not with service definition files", isFinal: true),
    };

    private QueryResult In(string? datacenter, Func<QueryResult> answer) => datacenter is null || datacenter == node.Datacenter
        ? answer()
        : QueryResult.Failed($"there is no datacenter '{LogText.Escape(datacenter)}': the service definition files describe only '{LogText.Escape(node.Datacenter)}'", isFinal: true);

    private QueryResult Services() => QueryResult.Of(byName
        .OrderBy(service => service.Key, StringComparer.Ordinal)
        .Select(service => new ServiceSummary(service.Key, Tags(service)))
        .ToImmutableArray());

    // Nothing is nearer than anything else on one node, so `near` asks for no other order.
    private QueryResult Service(ServiceQuery query)
    {
        IEnumerable<Registration> found = query.Connect
            ? instances.Where(instance => instance.MeshFor == query.Name).Select(instance => instance.Registration)
            : byName[query.Name];
        if (query.Tag is not null)
        {
            found = found.Where(instance => instance.Tags.Contains(query.Tag));
        }

        // A proxy has a name of its own, so validation cannot expect that of the service asked for.
        return Admit(validation.Admit(query.Connect ? null : query.Name, query.DefaultPort, found));
    }

    private QueryResult NodeWithServices()
    {
        ValidationResult result = validation.Admit(null, null, instances.Select(instance => instance.Registration));
        return QueryResult.Of(node with { Services = result.Instances }, result.Quarantined);
    }

    private ImmutableArray<HealthCheck> Checks(ChecksQuery query) => query.State is not ("any" or CheckStatus.Passing)
        ? []
        : [.. instances.SelectMany(instance => instance.Registration.Checks)
            .Where(check => check.ServiceId.Length > 0)
            .Concat(nodeChecks)
            .Where(check => query.Service is null || check.ServiceName == query.Service)
            .OrderBy(check => check.Id, StringComparer.Ordinal)];

    private ImmutableSortedDictionary<string, string> Below(string prefix) =>
        keys.Where(key => key.Key.StartsWith(prefix, StringComparison.Ordinal)).ToImmutableSortedDictionary(StringComparer.Ordinal);

    private Member Member() => new() { Name = node.Name, Address = node.Address, Port = GossipPort, Status = "alive" };

    private Registration Register(ServiceDefinition service, IEnumerable<CheckDefinition> further)
    {
        string defaultName = $"Service '{service.Name}' check";
        IEnumerable<HealthCheck> own = service.Checks.Select((check, index) =>
        {
            // The IDs that an agent gives.
            string id = service.Checks.Length == 1 ? $"service:{service.Id}" : $"service:{service.Id}:{index + 1}";
            return Check(check with { Id = check.Id.Length > 0 ? check.Id : id }, defaultName, service.Name, service.Id);
        });
        return new Registration
        {
            Name = service.Name,
            Id = service.Id,
            Node = node.Name,
            NodeAddress = node.Address,
            NodeMeta = node.Meta,
            Datacenter = node.Datacenter,
            Address = service.Address,
            Port = service.Port,
            Tags = service.Tags,
            Meta = service.Meta,
            TaggedAddresses = service.TaggedAddresses,
            PassingWeight = service.Weight,
            WarningWeight = service.Weight,
            Checks = [.. own, .. further.Select(check => Check(check, check.Name, service.Name, service.Id)), .. nodeChecks],
        };
    }

    private HealthCheck Check(CheckDefinition check, string defaultName, string service, string id) => new()
    {
        Id = check.Id.Length > 0 ? check.Id : check.Name,
        Name = check.Name.Length > 0 ? check.Name : defaultName,
        Status = CheckStatus.Passing,
        Node = node.Name,
        Notes = check.Notes,
        ServiceName = service,
        ServiceId = id,
    };

    private static QueryResult Admit(ValidationResult result) => QueryResult.Of(result.Instances, result.Quarantined);

    private static ImmutableArray<string> Tags(IEnumerable<Registration> service) =>
        [.. service.SelectMany(instance => instance.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ImmutableSortedDictionary<string, string> Merged(IEnumerable<ImmutableSortedDictionary<string, string>> maps) =>
        maps.Aggregate(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), (all, map) => all.SetItems(map));
}
