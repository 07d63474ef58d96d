namespace Basenode.Plugins;

/// <summary>
/// A tracked view of the cluster: whatever is read through it is watched from then on, and the reader runs again when an answer changes.
/// </summary>
/// <remarks>
/// All reads of one pass see one state of the cluster. A read that was never asked before has no answer yet: it returns an empty value, the
/// engine throws the reader's result (or exception) away, waits for the answer and runs the reader again. All lists are sorted.
/// </remarks>
public interface ICluster
{
    /// <summary>The same view with another policy for reads that Consul fails for: <c>await cluster.With(ReadPolicy.Optional).Service("web", datacenter: "dc2")</c>.</summary>
    /// <param name="policy">What such a read gives. Default without this: <see cref="ReadPolicy.LastKnown"/>.</param>
    ICluster With(ReadPolicy policy);

    /// <summary>Every service with its tags, sorted by name.</summary>
    /// <param name="datacenter">Default: the agent's.</param>
    Task<IReadOnlyList<ServiceSummary>> Services(string? datacenter = null);

    /// <summary>The instances of one service; empty for a service that does not exist.</summary>
    /// <param name="name">The service's name as registered.</param>
    /// <param name="options">Which instances, and in which order.</param>
    Task<IReadOnlyList<Instance>> Service(string name, ServiceOptions options);

    /// <summary>The instances of one service, sorted by node and ID; empty for a service that does not exist.</summary>
    /// <param name="name">The service's name as registered.</param>
    /// <param name="tag">Only instances that have this tag.</param>
    /// <param name="near">Sorts by round-trip time from this node instead; <c>_agent</c> is the agent's own.</param>
    /// <param name="filter">A filter expression in Consul's own language.</param>
    /// <param name="passing">Only instances whose checks all pass. Default: true.</param>
    /// <param name="datacenter">Default: the agent's.</param>
    /// <param name="defaultPort">The port of instances that registered none. Default: such instances are skipped.</param>
    Task<IReadOnlyList<Instance>> Service(
        string name,
        string? tag = null,
        string? near = null,
        string? filter = null,
        bool passing = true,
        string? datacenter = null,
        int? defaultPort = null) => Service(name, new ServiceOptions
        {
            Tag = tag,
            Near = near,
            Filter = filter,
            Passing = passing,
            Datacenter = datacenter,
            DefaultPort = defaultPort,
        });

    /// <summary>The mesh-capable instances of a service: its proxies and those that speak the mesh natively.</summary>
    /// <inheritdoc cref="Service(string, ServiceOptions)"/>
    Task<IReadOnlyList<Instance>> Connect(string name, ServiceOptions options);

    /// <summary>The mesh-capable instances of a service: its proxies and those that speak the mesh natively.</summary>
    /// <inheritdoc cref="Service(string, string?, string?, string?, bool, string?, int?)"/>
    Task<IReadOnlyList<Instance>> Connect(string name, string? tag = null, bool passing = true, string? datacenter = null) =>
        Connect(name, new ServiceOptions { Tag = tag, Passing = passing, Datacenter = datacenter });

    /// <summary>Runs a prepared query, every ten seconds, since it cannot notify.</summary>
    /// <param name="name">Its name or ID.</param>
    Task<IReadOnlyList<Instance>> PreparedQuery(string name);

    /// <summary>Passing instances of all services by service name. The keys are the names as registered, in ordinal order; an absent key is null in a template.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<Instance>>> Instances();

    /// <summary>All nodes, sorted by name.</summary>
    /// <param name="datacenter">Default: the agent's.</param>
    Task<IReadOnlyList<Node>> Nodes(string? datacenter = null);

    /// <summary>One node with the services on it, or null when there is none of this name.</summary>
    /// <param name="name">The node's name. Default: the agent's own.</param>
    /// <param name="datacenter">Default: the agent's.</param>
    Task<Node?> Node(string? name = null, string? datacenter = null);

    /// <summary>The members of the gossip pool that the agent knows, sorted by name. Asked every ten seconds, since it cannot notify.</summary>
    Task<IReadOnlyList<Member>> Members();

    /// <summary>The value of a key.</summary>
    /// <param name="path">The key's whole path, without a leading slash.</param>
    /// <param name="datacenter">Default: the agent's.</param>
    /// <exception cref="KeyNotFoundException">There is no such key. It is watched, so that the reader runs again as soon as there is.</exception>
    Task<string> Key(string path, string? datacenter = null);

    /// <summary>The value of a key, or another value when there is no such key. An existing empty value is returned as it is.</summary>
    Task<string> KeyOrDefault(string path, string value, string? datacenter = null);

    /// <summary>All keys below a prefix with their values, by their whole path, in ordinal order.</summary>
    Task<IReadOnlyDictionary<string, string>> Keys(string prefix, string? datacenter = null);

    /// <summary>The health checks of a service, or in a state.</summary>
    Task<IReadOnlyList<HealthCheck>> Checks(ChecksOptions options);

    /// <summary>The health checks of a service, or in a state.</summary>
    /// <param name="service">A service's name. Default: all.</param>
    /// <param name="state"><c>passing</c>, <c>warning</c>, <c>critical</c> or <c>any</c>. Default: any.</param>
    /// <param name="datacenter">Default: the agent's.</param>
    Task<IReadOnlyList<HealthCheck>> Checks(string? service = null, string state = "any", string? datacenter = null) =>
        Checks(new ChecksOptions { Service = service, State = state, Datacenter = datacenter });

    /// <summary>The known datacenters, sorted by name. Asked every ten seconds, since it cannot notify.</summary>
    Task<IReadOnlyList<string>> Datacenters();

    /// <summary>The mesh's root certificates in PEM form.</summary>
    Task<IReadOnlyList<string>> CaRoots();

    /// <summary>A leaf certificate of the mesh for a service, issued by the agent.</summary>
    Task<LeafCertificate> CaLeaf(string service);

    /// <summary>The text of a local file, which is watched.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="FileNotFoundException">There is no such file. It is watched, so that the reader runs again as soon as there is.</exception>
    Task<string> ReadFile(string path);
}
