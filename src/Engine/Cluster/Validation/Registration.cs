using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Validation;

/// <summary>One instance exactly as a source found it registered: nothing in it has been checked. Only <see cref="InstanceValidation"/> makes an <see cref="Instance"/> of it.</summary>
internal sealed record Registration
{
    /// <summary>The name of the service.</summary>
    public required string Name { get; init; }

    /// <summary>The service that it is a mesh proxy for, where it was asked for as such; null for an ordinary instance.</summary>
    public string? StandsFor { get; init; }

    /// <summary>The ID, unique on its node.</summary>
    public required string Id { get; init; }

    /// <summary>The name of its node.</summary>
    public required string Node { get; init; }

    /// <summary>The address of its node, used where <see cref="Address"/> is empty.</summary>
    public required string NodeAddress { get; init; }

    /// <summary>Its own address; empty for its node's.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its port as registered, in or out of range; 0 for none.</summary>
    public long Port { get; init; }

    /// <summary>Its tags in the order of registration.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its free key-value pairs.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>();

    /// <summary>Its weight while it passes, as registered.</summary>
    public long PassingWeight { get; init; } = 1;

    /// <summary>Its weight while it warns, as registered.</summary>
    public long WarningWeight { get; init; } = 1;

    /// <summary>Its health checks and its node's, in any order.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init; } = [];

    /// <summary>Further addresses by label, as <c>address:port</c>.</summary>
    public IReadOnlyDictionary<string, string> TaggedAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>The datacenter of its node; empty where the source knows none.</summary>
    public string Datacenter { get; init; } = "";

    /// <summary>The free key-value pairs of its node.</summary>
    public IReadOnlyDictionary<string, string> NodeMeta { get; init; } = new Dictionary<string, string>();
}

/// <summary>Makes one status of an instance's checks, as Consul itself aggregates them.</summary>
internal static class CheckStatus
{
    public const string Passing = "passing";
    public const string Warning = "warning";
    public const string Critical = "critical";
    public const string Maintenance = "maintenance";

    /// <summary>The worst: maintenance, then critical, then warning. A status that is none of Consul's counts as critical.</summary>
    public static string Worst(IReadOnlyList<HealthCheck> checks)
    {
        string worst = Passing;
        foreach (HealthCheck check in checks)
        {
            if (check.Id == "_node_maintenance" || check.Id.StartsWith("_service_maintenance:", StringComparison.Ordinal))
            {
                return Maintenance;
            }

            if (check.Status == Warning)
            {
                worst = worst == Critical ? Critical : Warning;
            }
            else if (check.Status != Passing)
            {
                worst = Critical;
            }
        }

        return worst;
    }
}
