namespace Basenode.Engine.Model;

/// <summary>One read of the cluster as a value: equal queries share one watch and one answer.</summary>
internal abstract record Query
{
    /// <summary>The query in a person's words, for logs, the status and <c>preview</c>'s list of what is watched.</summary>
    public abstract override string ToString();

    private protected static string In(string? datacenter) => datacenter is null ? "" : $" in {datacenter}";
}

/// <summary>All services. Answer: <c>IReadOnlyList&lt;ServiceSummary&gt;</c>.</summary>
internal sealed record ServicesQuery(string? Datacenter = null) : Query
{
    public override string ToString() => $"services{In(Datacenter)}";
}

/// <summary>The instances of one service that passed validation. Answer: <c>IReadOnlyList&lt;Instance&gt;</c>.</summary>
internal sealed record ServiceQuery(string Name) : Query
{
    public string? Tag { get; init; }

    public string? Near { get; init; }

    public string? Filter { get; init; }

    public bool Passing { get; init; } = true;

    public string? Datacenter { get; init; }

    /// <summary>The port of instances that registered none; null leaves them out.</summary>
    public int? DefaultPort { get; init; }

    /// <summary>Ask for the mesh-capable instances instead.</summary>
    public bool Connect { get; init; }

    /// <summary>Whether the reader has other datacenters to go to when there is no instance, so that none need be held for being the last ones.</summary>
    public bool HasFailover { get; init; }

    public override string ToString()
    {
        string tag = Tag is null ? "" : $" tag {Tag}";
        string filter = Filter is null ? "" : $" filter {Filter}";
        string near = Near is null ? "" : $" near {Near}";
        return $"{(Connect ? "connect" : "service")} {Name}{tag}{filter}{near}{(Passing ? "" : " in any state")}{In(Datacenter)}{(HasFailover ? " with failover" : "")}";
    }
}

/// <summary>A prepared query's instances. Answer: <c>IReadOnlyList&lt;Instance&gt;</c>.</summary>
internal sealed record PreparedQueryQuery(string Name) : Query
{
    public override string ToString() => $"prepared query {Name}";
}

/// <summary>All nodes. Answer: <c>IReadOnlyList&lt;Node&gt;</c>.</summary>
internal sealed record NodesQuery(string? Datacenter = null) : Query
{
    public override string ToString() => $"nodes{In(Datacenter)}";
}

/// <summary>One node with its services; a null name is the agent's own. Answer: <c>Node</c>, or null when there is none.</summary>
internal sealed record NodeQuery(string? Name, string? Datacenter = null) : Query
{
    public override string ToString() => $"node {Name ?? "of the agent"}{In(Datacenter)}";
}

/// <summary>Gossip members. Answer: <c>IReadOnlyList&lt;Member&gt;</c>.</summary>
internal sealed record MembersQuery : Query
{
    public override string ToString() => "members";
}

/// <summary>One key. Answer: <c>string</c>, or null when there is no such key.</summary>
internal sealed record KeyQuery(string Path, string? Datacenter = null) : Query
{
    public override string ToString() => $"key {Path}{In(Datacenter)}";
}

/// <summary>All keys below a prefix. Answer: <c>IReadOnlyDictionary&lt;string, string&gt;</c>, in ordinal order of the whole paths.</summary>
internal sealed record KeysQuery(string Prefix, string? Datacenter = null) : Query
{
    public override string ToString() => $"keys {Prefix}{In(Datacenter)}";
}

/// <summary>Health checks. Answer: <c>IReadOnlyList&lt;HealthCheck&gt;</c>.</summary>
internal sealed record ChecksQuery(string? Service, string State = "any", string? Datacenter = null) : Query
{
    public override string ToString() => $"checks {(Service is null ? "" : $"of {Service} ")}in state {State}{In(Datacenter)}";
}

/// <summary>Datacenters. Answer: <c>IReadOnlyList&lt;string&gt;</c>.</summary>
internal sealed record DatacentersQuery : Query
{
    public override string ToString() => "datacenters";
}

/// <summary>The mesh's root certificates. Answer: <c>IReadOnlyList&lt;string&gt;</c>.</summary>
internal sealed record CaRootsQuery : Query
{
    public override string ToString() => "root certificates of the service mesh";
}

/// <summary>A leaf certificate. Answer: <c>LeafCertificate</c>.</summary>
internal sealed record CaLeafQuery(string Service) : Query
{
    public override string ToString() => $"leaf certificate for {Service}";
}

/// <summary>A local file's text. Answer: <c>string</c>, or null when there is no such file. Answered by the engine whatever the source is.</summary>
internal sealed record FileQuery(string Path) : Query
{
    public override string ToString() => $"file {Path}";
}
