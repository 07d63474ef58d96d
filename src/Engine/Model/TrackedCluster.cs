using System.Collections.Immutable;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>Reads one cluster state and notes what was asked. One reader uses it, mostly on one thread; a script may read in parallel.</summary>
internal sealed class TrackedCluster(ClusterState state) : ICluster
{
    private static readonly IReadOnlyDictionary<string, string> NoKeys = ImmutableSortedDictionary<string, string>.Empty;

    private readonly Lock gate = new();
    private readonly HashSet<Query> asked = [];
    private readonly HashSet<Query> missing = [];
    private long revision;

    /// <summary>What was asked so far.</summary>
    public Reads Reads
    {
        get
        {
            lock (gate)
            {
                return new Reads([.. asked], [.. missing], revision);
            }
        }
    }

    /// <summary>The answer to a query, or an empty value when there is none yet, which is noted.</summary>
    public T Read<T>(Query query, T empty)
    {
        lock (gate)
        {
            asked.Add(query);
            if (state.Answers.TryGetValue(query, out Answer? answer))
            {
                revision = Math.Max(revision, answer.Revision);
                return answer.Value is null ? empty : (T)answer.Value;
            }

            missing.Add(query);
            return empty;
        }
    }

    public Task<IReadOnlyList<ServiceSummary>> Services(string? datacenter = null) => List<ServiceSummary>(new ServicesQuery(datacenter));

    public Task<IReadOnlyList<Instance>> Service(string name, ServiceOptions options) => List<Instance>(QueryFor(name, options));

    public Task<IReadOnlyList<Instance>> Connect(string name, ServiceOptions options) => List<Instance>(QueryFor(name, options) with { Connect = true });

    public Task<IReadOnlyList<Instance>> PreparedQuery(string name) => List<Instance>(new PreparedQueryQuery(name));

    public Task<IReadOnlyDictionary<string, IReadOnlyList<Instance>>> Instances()
    {
        IReadOnlyList<ServiceSummary> services = Read<IReadOnlyList<ServiceSummary>>(new ServicesQuery(), []);
        var instances = ImmutableSortedDictionary.CreateBuilder<string, IReadOnlyList<Instance>>(StringComparer.Ordinal);
        foreach (ServiceSummary service in services)
        {
            IReadOnlyList<Instance> passing = Read<IReadOnlyList<Instance>>(new ServiceQuery(service.Name), []);
            if (passing.Count > 0)
            {
                instances[service.Name] = passing;
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<Instance>>>(instances.ToImmutable());
    }

    public Task<IReadOnlyList<Node>> Nodes(string? datacenter = null) => List<Node>(new NodesQuery(datacenter));

    public Task<Node?> Node(string? name = null, string? datacenter = null) => Task.FromResult(Read<Node?>(new NodeQuery(name, datacenter), null));

    public Task<IReadOnlyList<Member>> Members() => List<Member>(new MembersQuery());

    public Task<string> Key(string path, string? datacenter = null) =>
        Task.FromResult(Read<string?>(new KeyQuery(path, datacenter), null)
            ?? throw new KeyNotFoundException($"there is no key '{path}' in Consul; it is watched. KeyOrDefault gives a default for an absent one"));

    public Task<string> KeyOrDefault(string path, string value, string? datacenter = null) =>
        Task.FromResult(Read<string>(new KeyQuery(path, datacenter), value));

    public Task<IReadOnlyDictionary<string, string>> Keys(string prefix, string? datacenter = null) =>
        Task.FromResult(Read(new KeysQuery(prefix, datacenter), NoKeys));

    public Task<IReadOnlyList<HealthCheck>> Checks(ChecksOptions options) =>
        List<HealthCheck>(new ChecksQuery(options.Service, options.State, options.Datacenter));

    public Task<IReadOnlyList<string>> Datacenters() => List<string>(new DatacentersQuery());

    public Task<IReadOnlyList<string>> CaRoots() => List<string>(new CaRootsQuery());

    public Task<LeafCertificate> CaLeaf(string service) =>
        Task.FromResult(Read(new CaLeafQuery(service), new LeafCertificate("", "")));

    public Task<string> ReadFile(string path) =>
        Task.FromResult(Read<string?>(new FileQuery(path), null)
            ?? throw new FileNotFoundException($"there is no file '{path}'; it is watched", path));

    private static ServiceQuery QueryFor(string name, ServiceOptions options) => new(name)
    {
        Tag = options.Tag,
        Near = options.Near,
        Filter = options.Filter,
        Passing = options.Passing,
        Datacenter = options.Datacenter,
        DefaultPort = options.DefaultPort,
    };

    private Task<IReadOnlyList<T>> List<T>(Query query) => Task.FromResult(Read<IReadOnlyList<T>>(query, []));
}
