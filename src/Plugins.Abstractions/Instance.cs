namespace Basenode.Plugins;

/// <summary>One instance of a service. Address and port have passed the engine's validation; tags, meta and names are as registered, and may hold hostile text.</summary>
public sealed record Instance
{
    /// <summary>The ID as registered; unique on its node only.</summary>
    public required string Id { get; init; }

    /// <summary>The service's name as registered.</summary>
    public required string Name { get; init; }

    /// <summary>A stable name for a server line: <c>[A-Za-z0-9_.-]</c>, at most 64 characters, a pure function of node and ID.</summary>
    public required string ServerName { get; init; }

    /// <summary>The name of the node it runs on.</summary>
    public required string Node { get; init; }

    /// <summary>An IP address in canonical form (or a host name, where the settings allow them): the instance's, else its node's.</summary>
    public required string Address { get; init; }

    /// <summary>1–65535.</summary>
    public required int Port { get; init; }

    /// <summary>Address and port in one, IPv6 in brackets.</summary>
    public string Endpoint => Address.Contains(':') ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>Its tags, in the order of registration.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Free key-value pairs of the registration.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>The worst state of its checks and its node's: <c>passing</c>, <c>warning</c>, <c>critical</c> or <c>maintenance</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Its share of the traffic, 0–256; that of <c>Weights.Passing</c>, or of <c>Weights.Warning</c> while it warns. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Its health checks and its node's, sorted by ID.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init; } = [];

    /// <summary>The address of the node it runs on.</summary>
    public string NodeAddress { get; init; } = "";

    /// <summary>Free key-value pairs of the node.</summary>
    public IReadOnlyDictionary<string, string> NodeMeta { get; init; } = new Dictionary<string, string>();

    /// <summary>Further addresses by label, such as <c>wan</c>, as <c>address:port</c>.</summary>
    public IReadOnlyDictionary<string, string> TaggedAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>The datacenter of its node; empty where the source knows none.</summary>
    public string Datacenter { get; init; } = "";
}
