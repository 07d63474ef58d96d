using Basenode.Plugins;

namespace Basenode.Engine.Cluster;

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
