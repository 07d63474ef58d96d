using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basenode.Engine.Cluster.Snapshots;

/// <summary>
/// Replaces in a snapshot what tells whose cluster it is. Names of services and datacenters, ports, weights, tags, keys of meta and paths of keys stay, so that what is rendered has the
/// same structure.
/// </summary>
internal sealed class Anonymiser
{
    private const string ServicePrefix = "service:";
    private const string MaintenancePrefix = "_service_maintenance:";

    // Checks that every Consul has.
    private static readonly string[] OwnChecks =
        ["serfHealth", "Serf Health Status", "_node_maintenance", "Node Maintenance Mode", "Service Maintenance Mode"];

    private readonly AnonymousNames names = new();

    /// <summary>What is replaced in the answers that were given last: <c>3 nodes</c>.</summary>
    public ImmutableArray<string> Replaced => names.Counts;

    /// <summary>Replaces in place.</summary>
    public void Apply(IReadOnlyList<RecordedAnswer> answers)
    {
        // All services first: a value that is the name of one stays.
        foreach (RecordedAnswer answer in answers)
        {
            answer.Services?.ForEach(service => names.Service(service.Name));
            answer.Instances?.ForEach(instance => names.Service(instance.Name));
            answer.Nodes?.ForEach(node => node.Services.ForEach(instance => names.Service(instance.Name)));
        }

        foreach (RecordedAnswer answer in answers)
        {
            Walk(answer);
        }

        names.Freeze();
        foreach (RecordedAnswer answer in answers)
        {
            Walk(answer);
        }
    }

    private void Walk(RecordedAnswer answer)
    {
        answer.Name = answer switch
        {
            { Name: { } node, Query: "node" } => names.Node(node),
            { Name: { } path, Query: "key" or "keys" } => names.Text(path),
            _ => answer.Name,
        };
        answer.Tag = answer.Tag is { } tag ? names.Text(tag) : null;
        answer.Near = answer.Near is { } near ? names.Text(near) : null;
        answer.Filter = answer.Filter is { } filter ? names.Text(filter) : null;
        answer.Services?.ForEach(service => service.Tags = Texts(service.Tags));
        answer.Instances?.ForEach(Walk);
        answer.Nodes?.ForEach(Walk);
        answer.Members?.ForEach(Walk);
        answer.Checks?.ForEach(Walk);
        answer.Value = answer.Value is { } value ? Value(value) : null;
        answer.Values = answer.Values is { } values ? Map(values, names.Text, Value) : null;
        answer.Texts = answer.Query == "ca_roots" ? answer.Texts?.ConvertAll(names.Value) : answer.Texts;
    }

    private void Walk(RecordedInstance instance)
    {
        instance.Id = names.Id(instance.Name, instance.Id);
        instance.Node = names.Node(instance.Node);
        instance.Address = names.Address(instance.Address);
        instance.NodeAddress = names.Address(instance.NodeAddress);
        instance.Tags = Texts(instance.Tags);
        instance.Meta = Map(instance.Meta, key => key, Value);
        instance.NodeMeta = Map(instance.NodeMeta, key => key, Value);
        instance.TaggedAddresses = Map(instance.TaggedAddresses, key => key, names.Address);
        instance.Checks.ForEach(Walk);
    }

    private void Walk(RecordedNode node)
    {
        node.Name = names.Node(node.Name);
        node.Id = names.Value(node.Id);
        node.Address = names.Address(node.Address);
        node.Meta = Map(node.Meta, key => key, Value);
        node.TaggedAddresses = Map(node.TaggedAddresses, key => key, names.Address);
        node.Services.ForEach(Walk);
    }

    private void Walk(RecordedMember member)
    {
        member.Name = names.Node(member.Name);
        member.Address = names.Address(member.Address);
        member.Tags = Map(member.Tags, key => key, Value);
    }

    private void Walk(RecordedCheck check)
    {
        // The ID of a check has that of its instance in it, so it goes first.
        string id = check.ServiceId;
        check.ServiceId = names.Id(check.ServiceName, id);
        check.Id = OwnChecks.Contains(check.Id) ? check.Id
            : After(check.Id, MaintenancePrefix, id, check.ServiceId) ?? After(check.Id, ServicePrefix, id, check.ServiceId) ?? names.Check(check.Id);
        check.Name = OwnChecks.Contains(check.Name) || check.Name == $"Service '{check.ServiceName}' check" ? check.Name : names.Check(check.Name);
        check.Node = names.Node(check.Node);
        check.Notes = names.Check(check.Notes);
    }

    // service:ID, or service:ID:2 for one of several.
    private static string? After(string text, string prefix, string id, string replaced) =>
        id.Length > 0 && text.StartsWith(prefix + id, StringComparison.Ordinal) && text[(prefix.Length + id.Length)..] is var rest && (rest.Length == 0 || rest[0] == ':')
            ? prefix + replaced + rest
            : null;

    private List<string> Texts(List<string> texts) => texts.ConvertAll(names.Text);

    // A new map: the recorder's empty one is shared.
    private static SortedDictionary<string, string> Map(SortedDictionary<string, string> map, Func<string, string> key, Func<string, string> value)
    {
        var other = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string text) in map)
        {
            other[key(name)] = value(text);
        }

        return other;
    }

    // JSON stays JSON: templates read it.
    private string Value(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return names.Value(text);
        }

        try
        {
            return JsonNode.Parse(text) is { } json ? Value(json)!.ToJsonString() : text;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // Something else that begins like it, or names that stand twice.
            return names.Value(text);
        }
    }

    private JsonNode? Value(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(names.Text(member.Key), Value(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Value)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(names.Value(text)),
        JsonValue value when value.TryGetValue(out long number) => JsonValue.Create(names.Number(number)),
        _ => json?.DeepClone(),
    };
}
