using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Validation;

/// <summary>
/// Where registrations become instances: each is checked once, here. One that fails is left out and named; the rest goes on.
/// After validation an address and a port cannot change the shape of a file; names, tags and meta are still as registered.
/// </summary>
/// <param name="hostNames">Whether an address may be a host name.</param>
internal sealed class InstanceValidation(bool hostNames)
{
    private static readonly Comparison<Registration> ByNodeAndId = (a, b) =>
        string.CompareOrdinal(a.Node, b.Node) is var node and not 0 ? node
        : string.CompareOrdinal(a.Id, b.Id) is var id and not 0 ? id
        : string.CompareOrdinal(a.Address, b.Address) is var address and not 0 ? address
        : a.Port.CompareTo(b.Port);

    /// <summary>Checks registrations.</summary>
    /// <param name="asked">The service asked for: one of another name is left out. Null where any will do.</param>
    /// <param name="defaultPort">The port of those that registered 0; null leaves them out.</param>
    /// <param name="keepOrder">Keeps the source's order (by distance); else the instances are sorted by node and ID.</param>
    public ValidationResult Admit(string? asked, int? defaultPort, IEnumerable<Registration> registrations, bool keepOrder = false)
    {
        var sorted = new List<Registration>(registrations);
        if (!keepOrder)
        {
            sorted.Sort(ByNodeAndId);
        }

        var instances = new List<Instance>(sorted.Count);
        var names = new Dictionary<string, int>(sorted.Count, StringComparer.Ordinal);
        ImmutableArray<QuarantinedInstance>.Builder? quarantined = null;
        foreach (Registration registration in sorted)
        {
            string? reason = Inspect(asked, defaultPort, registration, out string address, out int port);
            if (reason is null)
            {
                instances.Add(Instance(registration, address, port, UniqueName(registration, names)));
            }
            else
            {
                (quarantined ??= ImmutableArray.CreateBuilder<QuarantinedInstance>()).Add(Quarantined(registration, reason));
            }
        }

        return new ValidationResult(instances, quarantined?.ToImmutable() ?? []);
    }

    private string? Inspect(string? asked, int? defaultPort, Registration registration, out string address, out int port)
    {
        port = (int)Math.Clamp(registration.Port == 0 ? defaultPort ?? 0 : registration.Port, -1, 65536);
        string registered = registration.Address.Length > 0 ? registration.Address : registration.NodeAddress;
        address = AddressSyntax.CanonicalIp(registered) ?? (hostNames ? AddressSyntax.CanonicalHostName(registered) : null) ?? "";
        if (asked is not null && (registration.StandsFor ?? registration.Name) != asked)
        {
            return $"the instance does not belong to the service '{LogText.Escape(asked)}' that was asked for";
        }

        if (address.Length == 0)
        {
            string valid = hostNames ? "an IPv4 or IPv6 address or a host name" : "an IPv4 or IPv6 address (the setting consul.hostnames allows host names)";
            return $"address '{LogText.EscapeToAscii(registered)}': expected {valid}";
        }

        return port is >= 1 and <= 65535
            ? null
            : $"port {registration.Port}: expected 1-65535{(registration.Port == 0 ? ", or 0 where a default port is set" : "")}";
    }

    // In Consul node and ID are unique; files can say the same pair twice. Both stay, and no two server lines may have one name.
    private static string UniqueName(Registration registration, Dictionary<string, int> names)
    {
        string name = ServerName.Of(registration.Node, registration.Id);
        for (int occurrence = 2; !names.TryAdd(name, occurrence); occurrence++)
        {
            name = ServerName.Of(registration.Node, registration.Id, occurrence);
        }

        return name;
    }

    private static Instance Instance(Registration registration, string address, int port, string serverName)
    {
        string status = CheckStatus.Worst(registration.Checks);
        long weight = status == CheckStatus.Warning ? registration.WarningWeight : registration.PassingWeight;
        return new Instance
        {
            Id = registration.Id,
            Name = registration.Name,
            ServerName = serverName,
            Node = registration.Node,
            Address = address,
            Port = port,
            Tags = registration.Tags,
            Meta = registration.Meta,
            Status = status,
            Weight = (int)Math.Clamp(weight, 0, 256),
            Checks = Sorted(registration.Checks),
            NodeAddress = registration.NodeAddress,
            NodeMeta = registration.NodeMeta,
            TaggedAddresses = registration.TaggedAddresses,
            Datacenter = registration.Datacenter,
        };
    }

    private static IReadOnlyList<HealthCheck> Sorted(IReadOnlyList<HealthCheck> checks)
    {
        if (checks.Count < 2)
        {
            return checks;
        }

        HealthCheck[] sorted = [.. checks];
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return sorted;
    }

    private static QuarantinedInstance Quarantined(Registration registration, string reason) =>
        new(LogText.Escape(registration.Name), LogText.Escape(registration.Node), LogText.Escape(registration.Id), reason);
}

/// <summary>What came of a list of registrations in validation.</summary>
/// <param name="Instances">Those that passed, in order.</param>
/// <param name="Quarantined">Those that are left out, each with its reason.</param>
internal sealed record ValidationResult(IReadOnlyList<Instance> Instances, ImmutableArray<QuarantinedInstance> Quarantined);
