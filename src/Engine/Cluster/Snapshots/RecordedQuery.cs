using System.Globalization;
using System.Text.Json;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>Queries as a snapshot names them, there and back.</summary>
internal static class RecordedQuery
{
    /// <summary>The kinds of queries that a snapshot can hold, as an error lists them.</summary>
    public const string Kinds = "services, service, connect, prepared_query, nodes, node, members, key, keys, checks, datacenters, ca_roots";

    /// <summary>A record of a query, its answer not yet in it; null for one whose answer is never recorded.</summary>
    public static RecordedAnswer? Of(Query query) => query switch
    {
        ServicesQuery q => new() { Query = "services", Datacenter = q.Datacenter },
        ServiceQuery q => new()
        {
            Query = q.Connect ? "connect" : "service",
            Name = q.Name,
            Tag = q.Tag,
            Near = q.Near,
            Filter = q.Filter,
            Passing = q.Passing ? null : false,
            DefaultPort = q.DefaultPort,
            Datacenter = q.Datacenter,
            Failover = q.HasFailover ? true : null,
        },
        PreparedQueryQuery q => new() { Query = "prepared_query", Name = q.Name },
        NodesQuery q => new() { Query = "nodes", Datacenter = q.Datacenter },
        NodeQuery q => new() { Query = "node", Name = q.Name, Datacenter = q.Datacenter },
        MembersQuery => new() { Query = "members" },
        KeyQuery q => new() { Query = "key", Name = q.Path, Datacenter = q.Datacenter },
        KeysQuery q => new() { Query = "keys", Name = q.Prefix, Datacenter = q.Datacenter },
        ChecksQuery q => new() { Query = "checks", Name = q.Service, State = q.State, Datacenter = q.Datacenter },
        DatacentersQuery => new() { Query = "datacenters" },
        CaRootsQuery => new() { Query = "ca_roots" },
        _ => null,
    };

    /// <summary>The query of a record.</summary>
    /// <exception cref="SnapshotException">The kind is unknown, or the name is missing.</exception>
    public static Query Read(RecordedAnswer answer) => answer.Query switch
    {
        "services" => new ServicesQuery(answer.Datacenter),
        "service" or "connect" => new ServiceQuery(Name(answer))
        {
            Tag = answer.Tag,
            Near = answer.Near,
            Filter = answer.Filter,
            Passing = answer.Passing ?? true,
            DefaultPort = answer.DefaultPort,
            Datacenter = answer.Datacenter,
            Connect = answer.Query == "connect",
            HasFailover = answer.Failover ?? false,
        },
        "prepared_query" => new PreparedQueryQuery(Name(answer)),
        "nodes" => new NodesQuery(answer.Datacenter),
        "node" => new NodeQuery(answer.Name, answer.Datacenter),
        "members" => new MembersQuery(),
        "key" => new KeyQuery(Name(answer), answer.Datacenter),
        "keys" => new KeysQuery(Name(answer), answer.Datacenter),
        "checks" => new ChecksQuery(answer.Name, answer.State ?? "any", answer.Datacenter),
        "datacenters" => new DatacentersQuery(),
        "ca_roots" => new CaRootsQuery(),
        _ => throw new SnapshotException($"unknown query '{LogText.Escape(answer.Query)}'; valid: {Kinds}"),
    };

    /// <summary>Orders records, so that the same state always gives the same file. No two queries have the same key.</summary>
    public static string SortKey(RecordedAnswer answer) => string.Join(
        '\n',
        answer.Query,
        Part(answer.Name),
        Part(answer.Tag),
        Part(answer.Near),
        Part(answer.Filter),
        answer.Passing,
        Part(answer.State),
        answer.DefaultPort,
        Part(answer.Datacenter),
        answer.Failover);

    /// <summary>A query as one line of text; null for one that no snapshot holds.</summary>
    public static string? ToLine(Query query) => Of(query) is { } answer ? SortKey(answer).Replace('\n', '\t') : null;

    /// <summary>The query of a line; null for a line that is none, or that holds a name with letters that had to be escaped.</summary>
    public static Query? OfLine(string line)
    {
        string[] parts = line.Split('\t');
        if (parts.Length != 10 || line.Contains('\\'))
        {
            return null;
        }

        string? Text(int part) => parts[part] is ['=', .. var text] ? text : null;
        bool? Flag(int part) => bool.TryParse(parts[part], out bool flag) ? flag : null;
        try
        {
            return Read(new RecordedAnswer
            {
                Query = parts[0],
                Name = Text(1),
                Tag = Text(2),
                Near = Text(3),
                Filter = Text(4),
                Passing = Flag(5),
                State = Text(6),
                DefaultPort = int.TryParse(parts[7], NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : null,
                Datacenter = Text(8),
                Failover = Flag(9),
            });
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    // Without line breaks, and an empty text other than none.
    private static string Part(string? text) => text is null ? "" : $"={JsonEncodedText.Encode(text)}";

    private static string Name(RecordedAnswer answer) =>
        answer.Name ?? throw new SnapshotException($"the query '{answer.Query}' needs a name");
}

/// <summary>One query and its answer in a snapshot: the parameters that the kind of query has, and the one value that it answers with.</summary>
internal sealed class RecordedAnswer
{
    /// <summary>The kind: see <see cref="RecordedQuery"/>.</summary>
    public required string Query { get; set; }

    /// <summary>The service, node, key, prefix or prepared query that was asked for.</summary>
    public string? Name { get; set; }

    public string? Tag { get; set; }

    public string? Near { get; set; }

    public string? Filter { get; set; }

    /// <summary>False where instances in any state were asked for; absent for the passing ones.</summary>
    public bool? Passing { get; set; }

    /// <summary>The state of the checks that were asked for.</summary>
    public string? State { get; set; }

    public int? DefaultPort { get; set; }

    public string? Datacenter { get; set; }

    /// <summary>True where the reader had other datacenters to go to; absent elsewhere.</summary>
    public bool? Failover { get; set; }

    public List<RecordedService>? Services { get; set; }

    public List<RecordedInstance>? Instances { get; set; }

    public List<RecordedNode>? Nodes { get; set; }

    public List<RecordedMember>? Members { get; set; }

    public List<RecordedCheck>? Checks { get; set; }

    /// <summary>A key's value; absent where there was no such key.</summary>
    public string? Value { get; set; }

    /// <summary>Keys with their values, by their whole path.</summary>
    public SortedDictionary<string, string>? Values { get; set; }

    /// <summary>Datacenters, or certificates.</summary>
    public List<string>? Texts { get; set; }
}
