using System.Collections.Immutable;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>Reads one cluster state and notes what was asked. One reader uses it, mostly on one thread; a script may read in parallel.</summary>
internal sealed class TrackedCluster : ICluster
{
    private static readonly IReadOnlyDictionary<string, string> NoKeys = ImmutableSortedDictionary<string, string>.Empty;

    private readonly ClusterState state;
    private readonly Notes notes;
    private readonly ReadPolicy policy;

    public TrackedCluster(ClusterState state)
        : this(state, new Notes(), ReadPolicy.LastKnown)
    {
    }

    private TrackedCluster(ClusterState state, Notes notes, ReadPolicy policy) => (this.state, this.notes, this.policy) = (state, notes, policy);

    /// <summary>What was asked so far, through this and whatever <see cref="With"/> gave.</summary>
    public Reads Reads
    {
        get
        {
            lock (notes)
            {
                IEnumerable<NotedRead> repeated = notes.Repeated.SelectMany(static reads => reads);
                return new Reads([.. notes.Asked, .. repeated.Select(static read => read.Query)], [.. notes.Missing], Revision())
                {
                    Absent = [.. notes.Absent],
                    Required = [.. notes.Required, .. repeated.Where(static read => read.IsRequired).Select(static read => read.Query)],
                };
            }
        }
    }

    /// <summary>Told of each read as it is made. One reader may listen; default: nobody.</summary>
    public Action<NotedRead>? OnRead
    {
        get => notes.OnRead;
        set => notes.OnRead = value;
    }

    /// <summary>What of it had no answer.</summary>
    public IReadOnlyCollection<Query> Missing
    {
        get
        {
            lock (notes)
            {
                return [.. notes.Missing];
            }
        }
    }

    /// <summary>The same state with another policy; what is read through it is noted here, too.</summary>
    public TrackedCluster With(ReadPolicy other) => new(state, notes, other);

    ICluster ICluster.With(ReadPolicy other) => With(other);

    /// <summary>The answer to a query, or an empty value when there is none yet, which is noted.</summary>
    public T Read<T>(Query query, T empty)
    {
        lock (notes)
        {
            notes.Asked.Add(query);
            bool isFailing = state.Problems.ContainsKey(query);
            if (policy == ReadPolicy.Required)
            {
                notes.Required.Add(query);
            }

            if (state.Answers.TryGetValue(query, out Answer? answer) && !(isFailing && policy == ReadPolicy.Required))
            {
                notes.Revision = Math.Max(notes.Revision, answer.Revision);
                notes.OnRead?.Invoke(new NotedRead(query, answer, policy == ReadPolicy.Required));
                return answer.Value is null ? empty : (T)answer.Value;
            }

            (isFailing && policy == ReadPolicy.Optional ? notes.Absent : notes.Missing).Add(query);
            notes.OnRead?.Invoke(new NotedRead(query, null, policy == ReadPolicy.Required));
            return empty;
        }
    }

    /// <summary>Whether reads would bring the same answers now.</summary>
    public bool Hold(NotedRead[] reads)
    {
        foreach (NotedRead read in reads)
        {
            if (!state.Answers.TryGetValue(read.Query, out Answer? answer) || !ReferenceEquals(answer, read.Answer) || (read.IsRequired && state.Problems.ContainsKey(read.Query)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes reads that hold, as if they had been made.</summary>
    public void Repeat(NotedRead[] reads)
    {
        lock (notes)
        {
            notes.Repeated.Add(reads);
        }
    }

    /// <summary>What was asked so far, where that is known to be exactly what was asked before, and all of it is answered.</summary>
    public Reads ReadsOf(Reads before)
    {
        lock (notes)
        {
            return new Reads(before.Queries, [], Revision());
        }
    }

    private long Revision() => notes.Repeated.Aggregate(notes.Revision, static (newest, reads) => reads.Aggregate(newest, static (newer, read) => Math.Max(newer, read.Answer!.Revision)));

    /// <summary>The instances of the first of some queries that has any.</summary>
    /// <param name="queries">The query in the datacenter that is wanted, then in those to go to without it. Only as many are asked as it takes.</param>
    public IReadOnlyList<Instance> ReadFirst(IReadOnlyList<ServiceQuery> queries)
    {
        for (int i = 0; i < queries.Count - 1; i++)
        {
            // A datacenter that fails and never answered is passed over. The others have to answer first.
            bool isFailing = state.Problems.ContainsKey(queries[i]) && !state.Answers.ContainsKey(queries[i]);
            IReadOnlyList<Instance> instances = (isFailing ? With(ReadPolicy.Optional) : this).Read<IReadOnlyList<Instance>>(queries[i], []);
            if (instances.Count > 0 || (!isFailing && !state.Answers.ContainsKey(queries[i])))
            {
                return instances;
            }
        }

        return Read<IReadOnlyList<Instance>>(queries[^1], []);
    }

    /// <summary>A query of a service in the datacenter that is wanted, then in those to go to without it.</summary>
    public static IReadOnlyList<ServiceQuery> WithFailover(ServiceQuery query, IReadOnlyList<string> datacenters) => datacenters.Count == 0
        ? [query]
        : [query with { HasFailover = true }, .. datacenters.Select(datacenter => query with { Datacenter = datacenter, HasFailover = true })];

    public Task<IReadOnlyList<ServiceSummary>> Services(string? datacenter = null) => List<ServiceSummary>(new ServicesQuery(datacenter));

    public Task<IReadOnlyList<Instance>> Service(string name, ServiceOptions options) => First(QueryFor(name, options), options);

    public Task<IReadOnlyList<Instance>> Connect(string name, ServiceOptions options) => First(QueryFor(name, options) with { Connect = true }, options);

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
            ?? throw new KeyNotFoundException($"there is no key '{path}' in Consul; basenode tries again when it appears. Use KeyOrDefault if it may be absent"));

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
            ?? throw new FileNotFoundException($"there is no file '{path}'; basenode tries again when it appears", path));

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

    private Task<IReadOnlyList<Instance>> First(ServiceQuery query, ServiceOptions options) => Task.FromResult(ReadFirst(WithFailover(query, options.Failover)));

    // Guarded by itself.
    private sealed class Notes
    {
        public HashSet<Query> Asked { get; } = [];

        public HashSet<Query> Missing { get; } = [];

        public HashSet<Query> Absent { get; } = [];

        public HashSet<Query> Required { get; } = [];

        // Of fragments that were taken from an earlier run.
        public List<NotedRead[]> Repeated { get; } = [];

        public long Revision { get; set; }

        public Action<NotedRead>? OnRead { get; set; }
    }
}
