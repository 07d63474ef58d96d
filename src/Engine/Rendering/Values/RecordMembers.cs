using Basenode.Plugins;

namespace Basenode.Engine.Rendering.Values;

/// <summary>The members of the plugin contract's records as templates see them: fixed names in snake_case, without reflection.</summary>
internal static class RecordMembers
{
    private static readonly string[] InstanceNames =
    [
        "address", "checks", "datacenter", "endpoint", "id", "meta", "name", "node", "node_address", "node_meta", "port", "server_name", "status",
        "tagged_addresses", "tags", "weight",
    ];

    /// <summary>Whether a value is one of the records.</summary>
    public static bool IsRecord(object value) => value is Instance or Node or ServiceSummary or Member or HealthCheck or LeafCertificate;

    /// <summary>The names of a record's members.</summary>
    public static IReadOnlyList<string> NamesOf(object record) => record switch
    {
        Instance => InstanceNames,
        Node => ["address", "datacenter", "id", "meta", "name", "services", "tagged_addresses"],
        ServiceSummary => ["name", "tags"],
        Member => ["address", "name", "port", "status", "tags"],
        HealthCheck => ["id", "name", "node", "notes", "service_id", "service_name", "status"],
        LeafCertificate => ["certificate", "private_key"],
        _ => [],
    };

    /// <summary>Reads one member; false when there is none of this name.</summary>
    public static bool TryGet(object record, string member, out object? value)
    {
        value = record switch
        {
            Instance instance => Of(instance, member),
            ServiceSummary service => Of(service, member),
            Node node => Of(node, member),
            Member gossip => Of(gossip, member),
            HealthCheck check => Of(check, member),
            LeafCertificate leaf => Of(leaf, member),
            _ => None,
        };
        return !ReferenceEquals(value, None);
    }

    private static object None { get; } = new();

    private static object? Of(Instance instance, string member) => member switch
    {
        "address" => instance.Address,
        "checks" => TemplateValues.Of(instance.Checks),
        "datacenter" => instance.Datacenter,
        "endpoint" => instance.Endpoint,
        "id" => instance.Id,
        "meta" => MapObject.Of(instance.Meta),
        "name" => instance.Name,
        "node" => instance.Node,
        "node_address" => instance.NodeAddress,
        "node_meta" => MapObject.Of(instance.NodeMeta),
        "port" => instance.Port,
        "server_name" => instance.ServerName,
        "status" => instance.Status,
        "tagged_addresses" => MapObject.Of(instance.TaggedAddresses),
        "tags" => TemplateValues.Of(instance.Tags),
        "weight" => instance.Weight,
        _ => None,
    };

    private static object? Of(ServiceSummary service, string member) => member switch
    {
        "name" => service.Name,
        "tags" => TemplateValues.Of(service.Tags),
        _ => None,
    };

    private static object? Of(Node node, string member) => member switch
    {
        "address" => node.Address,
        "datacenter" => node.Datacenter,
        "id" => node.Id,
        "meta" => MapObject.Of(node.Meta),
        "name" => node.Name,
        "services" => TemplateValues.Of(node.Services),
        "tagged_addresses" => MapObject.Of(node.TaggedAddresses),
        _ => None,
    };

    private static object? Of(Member gossip, string member) => member switch
    {
        "address" => gossip.Address,
        "name" => gossip.Name,
        "port" => gossip.Port,
        "status" => gossip.Status,
        "tags" => MapObject.Of(gossip.Tags),
        _ => None,
    };

    private static object? Of(HealthCheck check, string member) => member switch
    {
        "id" => check.Id,
        "name" => check.Name,
        "node" => check.Node,
        "notes" => check.Notes,
        "service_id" => check.ServiceId,
        "service_name" => check.ServiceName,
        "status" => check.Status,
        _ => None,
    };

    private static object? Of(LeafCertificate leaf, string member) => member switch
    {
        "certificate" => leaf.Certificate,
        "private_key" => leaf.PrivateKey,
        _ => None,
    };
}
