using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Basenode.Engine.Cluster.Consul.Json;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Which request answers which query: the one place that knows Consul's paths.</summary>
/// <param name="terms">Which services are read with their unhealthy instances too.</param>
/// <param name="datacenter">Where queries go that name none; null for the agent's own.</param>
internal sealed class ConsulReads(ConsulClient client, InstanceValidation validation, HoldTerms terms, string? datacenter)
{
    private static readonly ConsulJsonContext Json = ConsulJsonContext.Default;

    private readonly SharedReads<List<ServiceEntryJson>> shared = new();

    /// <summary>Asks a query. Whatever goes wrong is in the result.</summary>
    public async Task<ConsulResult> AskAsync(Query query, ReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(query, options, cancellationToken);
        }
        catch (ConsulException e)
        {
            return ConsulResult.Failed(query, e);
        }
        catch (OperationCanceledException e)
        {
            return ConsulResult.Failed(query, new ConsulException(ConsulFault.TimedOut, "stopped", inner: e));
        }
        catch (Exception e)
        {
            // Nothing else is expected. Should it happen, this one query has a problem, and the others go on.
            return ConsulResult.Failed(query, new ConsulException(ConsulFault.BadAnswer, $"unexpected error: {LogText.Escape(e.ToString(), 500)}", inner: e));
        }
    }

    /// <summary>The agent that answers.</summary>
    /// <exception cref="ConsulException">It does not answer, or not to this token.</exception>
    public async Task<AgentSelfJson> AgentAsync(CancellationToken cancellationToken)
    {
        ConsulResponse<AgentSelfJson> self = await client.GetAsync(ConsulRequest.To("agent/self", ReadOptions.Once), Json.AgentSelfJson, cancellationToken);
        return self.Value ?? throw Mapping.Hole("the body");
    }

    private Task<ConsulResult> ReadAsync(Query query, ReadOptions options, CancellationToken cancellationToken) => query switch
    {
        ServiceQuery service => ServiceAsync(service, options, cancellationToken),
        ServicesQuery services => GetAsync(query, In(services.Datacenter, "catalog/services", options), Json.DictionaryStringListString, Mapping.Summaries, cancellationToken),
        NodesQuery nodes => GetAsync(query, In(nodes.Datacenter, "catalog/nodes", options), Json.ListNodeJson, Mapping.Nodes, cancellationToken),
        NodeQuery node => NodeAsync(node, options, cancellationToken),
        ChecksQuery checks => ChecksAsync(checks, options, cancellationToken),
        ChangeWatch change => ChangeAsync(change, options, cancellationToken),
        KeyQuery key => KeyAsync(key, options, cancellationToken),
        KeysQuery keys => KeysAsync(keys, options, cancellationToken),
        PreparedQueryQuery prepared => PreparedAsync(prepared, options, cancellationToken),
        MembersQuery => GetAsync(query, ConsulRequest.To("agent/members", options), Json.ListMemberJson, Mapping.Members, cancellationToken),
        DatacentersQuery => GetAsync(query, ConsulRequest.To("catalog/datacenters", options), Json.ListString, Ordered, cancellationToken),
        CaRootsQuery => GetAsync(query, ConsulRequest.To("agent/connect/ca/roots", options), Json.CaRootsJson, Roots, cancellationToken),
        CaLeafQuery leaf => GetAsync(
            leaf,
            ConsulRequest.To("agent/connect/ca/leaf", options).Name(leaf.Service),
            Json.CaLeafJson,
            json => new LeafCertificate(json.Certificate, json.PrivateKey),
            cancellationToken),
        _ => throw new ConsulException(ConsulFault.BadName, $"Consul has no data for the query '{LogText.Escape(query.ToString())}'"),
    };

    /// <summary>The stamps of all checks of a datacenter, by service.</summary>
    /// <param name="other">Null for the default datacenter.</param>
    /// <exception cref="ConsulException">There is no answer.</exception>
    public async Task<IReadOnlyDictionary<string, ulong>> CheckStampsAsync(string? other, CancellationToken cancellationToken)
    {
        ConsulResponse<List<CheckStampJson>> response = await client.GetAsync(In(other, "health/state/any", ReadOptions.Once), Json.ListCheckStampJson, cancellationToken);
        return ServiceStamps.Of(response.Value ?? throw Mapping.Hole("the body"));
    }

    // An answer with next to nothing in it, for its index. Only the list of services says more: their names and tags.
    private async Task<ConsulResult> ChangeAsync(ChangeWatch query, ReadOptions options, CancellationToken cancellationToken)
    {
        if (query.Kind is ChangeKind.Registrations)
        {
            return await GetAsync(query, In(query.Datacenter, "catalog/services", options), Json.DictionaryStringListString, ServiceStamps.Of, cancellationToken);
        }

        ConsulRequest request = query.Kind switch
        {
            ChangeKind.Checks => In(query.Datacenter, "health/state/any", options).With("filter", "Status==\"zz\""),
            ChangeKind.Nodes => In(query.Datacenter, "catalog/nodes", options).With("filter", "Node==\"zz\""),
            _ => In(query.Datacenter, "kv/", options, missingIsAnswer: true).Flag("keys").With("separator", "/"),
        };
        ConsulResponse<object> response = await client.GetAsync<object>(request, null, cancellationToken);
        return new ConsulResult(query, null, response.Index);
    }

    private async Task<ConsulResult> ServiceAsync(ServiceQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        if (!ConsulRequest.CanAsk(query.Name))
        {
            return Unaskable(query, "Consul's API does not accept this name: a part between slashes is empty, '.' or '..'");
        }

        ConsulRequest request = In(query.Datacenter, query.Connect ? "health/connect" : "health/service", options, query.Name)
            .With("tag", query.Tag)
            .With("near", query.Near)
            .With("filter", query.Filter);
        try
        {
            // Who passes and who is registered are one request: Consul is asked once for both.
            (ConsulResponse<List<ServiceEntryJson>> response, bool isJoined) =
                await shared.GetAsync(request, () => client.GetAsync(request, Json.ListServiceEntryJson, cancellationToken), cancellationToken);
            if (response.Unchanged)
            {
                return new ConsulResult(query, null, response.Index) { Unchanged = true };
            }

            List<Registration> registrations = Mapping.Registrations(response.Value ?? throw Mapping.Hole("the body"), query.Connect);
            bool panics = query.Passing && terms.Current.Panics(query.Name);
            IEnumerable<Registration> wanted = query.Passing ? registrations.Where(entry => Passes(entry.Checks) || (panics && !IsInMaintenance(entry.Checks))) : registrations;
            ValidationResult result = validation.Admit(query.Name, query.DefaultPort, wanted, keepOrder: query.Near is not null);
            return new ConsulResult(query, panics ? (IReadOnlyList<Instance>)[.. result.Instances.Where(instance => Passes(instance.Checks))] : result.Instances, response.Index)
            {
                Bytes = response.Bytes,
                IsJoined = isJoined,
                Quarantined = result.Quarantined,
                Unhealthy = panics ? [.. result.Instances.Where(instance => !Passes(instance.Checks))] : [],
                Registered = registrations.Select(registration => ResultItems.KeyOf(registration.Node, registration.Id)).ToHashSet(),
            };
        }
        catch (ConsulException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong && IsOdd(query.Name))
        {
            // Consul takes names that it then refuses to be asked for. One of them must not hold up whoever reads all services.
            return Unaskable(query, $"Consul refuses queries for this name: {e.Message}");
        }
    }

    // Two reads for one answer: the catalog has the registrations, health has their state.
    private async Task<ConsulResult> NodeAsync(NodeQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        options = options with { KnownIndex = null };
        string name = query.Name ?? (await AgentAsync(cancellationToken)).Config.NodeName;
        if (!ConsulRequest.CanAsk(name))
        {
            return new ConsulResult(query, null, null) { Unaskable = true };
        }

        ConsulResponse<CatalogNodeJson> node =
            await client.GetAsync(In(query.Datacenter, "catalog/node", options, name), Json.CatalogNodeJson, cancellationToken);
        if (node.Value is not { } found)
        {
            return new ConsulResult(query, null, node.Index);
        }

        ConsulResponse<List<CheckJson>> health =
            await client.GetAsync(In(query.Datacenter, "health/node", options, name), Json.ListCheckJson, cancellationToken);
        ILookup<string, HealthCheck> checks = Mapping.Checks(health.Value).ToLookup(check => check.ServiceId);
        ValidationResult result = validation.Admit(
            null,
            null,
            from service in (found.Services ?? []).Values
            let there = service ?? throw Mapping.Hole("a service")
            select Mapping.Registration(found.Node, there, [.. checks[there.Id], .. checks[""]], mesh: false));
        return new ConsulResult(query, Mapping.Node(found.Node) with { Services = result.Instances }, node.Index) { Quarantined = result.Quarantined };
    }

    private Task<ConsulResult> ChecksAsync(ChecksQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        if (query.State is not ("any" or CheckStatus.Passing or CheckStatus.Warning or CheckStatus.Critical))
        {
            throw new ConsulException(ConsulFault.BadName, $"'{LogText.Escape(query.State)}' is not a state of a check: use any, passing, warning or critical");
        }

        ConsulRequest request = query.Service is { } service
            ? In(query.Datacenter, "health/checks", options, service)
            : In(query.Datacenter, "health/state", options, query.State);
        return GetAsync(query, request, Json.ListCheckJson, Wanted, cancellationToken);

        IReadOnlyList<HealthCheck> Wanted(List<CheckJson> checks) =>
            [.. Mapping.Checks(checks)
                .Where(check => query.Service is null || check.ServiceName == query.Service)
                .Where(check => query.State == "any" || check.Status == query.State)
                .OrderBy(check => check.Node, StringComparer.Ordinal)
                .ThenBy(check => check.Id, StringComparer.Ordinal)];
    }

    private async Task<ConsulResult> KeyAsync(KeyQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        ConsulRequest request = In(query.Datacenter, "kv", options, missingIsAnswer: true).Key(query.Path);
        ConsulResponse<List<KeyJson>> response = await client.GetAsync(request, Json.ListKeyJson, cancellationToken);
        string? value = response.Value is [{ } key, ..] ? key.Value ?? "" : null;
        return new ConsulResult(query, value, response.Index) { Unchanged = response.Unchanged };
    }

    private async Task<ConsulResult> KeysAsync(KeysQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        ConsulRequest request = In(query.Datacenter, "kv", options, missingIsAnswer: true).Key(query.Prefix, prefix: true).Flag("recurse");
        ConsulResponse<List<KeyJson>> response = await client.GetAsync(request, Json.ListKeyJson, cancellationToken);
        var keys = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (KeyJson? key in response.Value ?? [])
        {
            keys[(key ?? throw Mapping.Hole("a key")).Key] = key.Value ?? "";
        }

        return new ConsulResult(query, keys.ToImmutable(), response.Index) { Unchanged = response.Unchanged, Bytes = response.Bytes };
    }

    private async Task<ConsulResult> PreparedAsync(PreparedQueryQuery query, ReadOptions options, CancellationToken cancellationToken)
    {
        ConsulRequest request = In(null, "query", options, query.Name, then: "/execute");
        ConsulResponse<PreparedQueryJson> response;
        try
        {
            response = await client.GetAsync(request, Json.PreparedQueryJson, cancellationToken);
        }
        catch (ConsulException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new ConsulException(ConsulFault.Status, $"there is no prepared query '{LogText.Escape(query.Name)}'", e.Status, e);
        }

        // Whoever defined the query chose its service. The answer comes shuffled: sorted, it is the same as long as nothing changes.
        List<ServiceEntryJson> nodes = (response.Value ?? throw Mapping.Hole("the body")).Nodes;
        ValidationResult result = validation.Admit(null, null, Mapping.Registrations(nodes, mesh: false));
        return new ConsulResult(query, result.Instances, response.Index) { Quarantined = result.Quarantined };
    }

    private async Task<ConsulResult> GetAsync<T>(Query query, ConsulRequest request, JsonTypeInfo<T> type, Func<T, object> map, CancellationToken cancellationToken)
        where T : class
    {
        ConsulResponse<T> response = await client.GetAsync(request, type, cancellationToken);
        return response.Unchanged
            ? new ConsulResult(query, null, response.Index) { Unchanged = true }
            : new ConsulResult(query, map(response.Value ?? throw Mapping.Hole("the body")), response.Index) { Bytes = response.Bytes };
    }

    private ConsulRequest In(string? other, string path, ReadOptions options, string? name = null, string then = "", bool missingIsAnswer = false)
    {
        ConsulRequest request = ConsulRequest.To(path, options, missingIsAnswer);
        if (name is not null)
        {
            request.Name(name, then);
        }

        return request.With("dc", other ?? datacenter);
    }

    // As Consul's own parameter "passing" has it. That is not sent: an instance that turned critical must be told from one that was deregistered.
    private static bool Passes(IReadOnlyList<HealthCheck> checks) => checks.All(check => check.Status == CheckStatus.Passing);

    // The checks that Consul adds when a person takes a node or a service out of use.
    private static bool IsInMaintenance(IReadOnlyList<HealthCheck> checks) =>
        checks.Any(check => check.Id == "_node_maintenance" || check.Id.StartsWith("_service_maintenance:", StringComparison.Ordinal));

    private static ConsulResult Unaskable(ServiceQuery query, string reason) => new(query, Array.Empty<Instance>(), null)
    {
        Unaskable = true,
        Quarantined = [new QuarantinedInstance(LogText.Escape(query.Name), "", "", reason)],
    };

    private static bool IsOdd(string name) => name.Length > 128 || name.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static IReadOnlyList<string> Ordered(List<string> names) => [.. Mapping.Whole(names).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Roots(CaRootsJson json) =>
        [.. (json.Roots ?? []).Select(root => root ?? throw Mapping.Hole("a root")).OrderBy(root => root.Id, StringComparer.Ordinal).Select(root => root.RootCert)];
}
