using System.Text.Json;

namespace Basenode.Fuzz.Cluster;

/// <summary>What a made-up Consul holds: services by name, each with what is registered under it.</summary>
internal sealed class ClusterModel
{
    public Dictionary<string, List<RegisteredInstance>> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>The body of <c>/v1/catalog/services</c>.</summary>
    public byte[] ServicesJson() => JsonSerializer.SerializeToUtf8Bytes(Services.ToDictionary(
        service => service.Key,
        service => service.Value.SelectMany(instance => instance.Tags).Distinct().ToArray()));

    /// <summary>The body of <c>/v1/health/service/NAME</c>.</summary>
    public byte[] ServiceJson(string name) => JsonSerializer.SerializeToUtf8Bytes(
        (Services.GetValueOrDefault(name) ?? []).Select(instance => new
        {
            Node = new { ID = "id", Node = instance.Node, Address = instance.NodeAddress, Datacenter = "dc1", Meta = instance.Meta },
            Service = new
            {
                ID = instance.Id,
                Service = instance.Name,
                instance.Tags,
                instance.Address,
                instance.Port,
                instance.Meta,
                Weights = new { Passing = instance.Weight, Warning = 1 },
            },
            Checks = instance.Statuses.Select((status, number) => new { instance.Node, CheckID = $"c{number}", Name = instance.Id, Status = status, Notes = instance.Id, ServiceID = instance.Id }),
        }));

    public override string ToString() => JsonSerializer.Serialize(Services, Indented);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}

/// <summary>One instance as registered.</summary>
internal sealed record RegisteredInstance
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Node { get; init; }

    public string NodeAddress { get; init; } = "10.9.9.9";

    public string Address { get; init; } = "";

    public long Port { get; init; }

    public long Weight { get; init; } = 1;

    public string[] Tags { get; init; } = [];

    public Dictionary<string, string> Meta { get; init; } = [];

    public string[] Statuses { get; init; } = ["passing"];
}
