using Basenode.Engine.Cluster.Consul.Json;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What a list of a whole datacenter says of each service, as one number a service: two lists tell which services are not the same any more. No I/O.</summary>
internal sealed class ServiceStamps
{
    // What belongs to no service in particular, such as a check of a node.
    private const string All = "";
    private IReadOnlyDictionary<string, ulong>? last;

    /// <summary>Whether there is a list to compare the next one with.</summary>
    public bool HasList => last is not null;

    /// <summary>Takes a newer list.</summary>
    /// <returns>The services that it says something else of; null where it cannot tell: there was no list before, or what changed may concern any service.</returns>
    public IReadOnlySet<string>? Take(IReadOnlyDictionary<string, ulong> now)
    {
        IReadOnlyDictionary<string, ulong>? before = last;
        last = now;
        if (before is null || before.GetValueOrDefault(All) != now.GetValueOrDefault(All))
        {
            return null;
        }

        var changed = new HashSet<string>(now.Where(entry => !before.TryGetValue(entry.Key, out ulong stamp) || stamp != entry.Value).Select(entry => entry.Key), StringComparer.Ordinal);
        changed.UnionWith(before.Keys.Where(name => !now.ContainsKey(name)));
        return changed;
    }

    /// <summary>Forgets the list: the next one tells nothing.</summary>
    public void Reset() => last = null;

    /// <summary>The stamps of names with their tags.</summary>
    public static IReadOnlyDictionary<string, ulong> Of(Dictionary<string, List<string>> tags) =>
        tags.ToDictionary(entry => entry.Key, entry => Sum((entry.Value ?? []).Select(tag => Mix(tag, "", 0))), StringComparer.Ordinal);

    /// <summary>The stamps of checks: each change of a check gives it another index.</summary>
    public static IReadOnlyDictionary<string, ulong> Of(List<CheckStampJson> checks)
    {
        var stamps = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (CheckStampJson check in checks)
        {
            string service = check.ServiceName ?? All;
            stamps[service] = unchecked(stamps.GetValueOrDefault(service) + Mix(check.Node ?? "", check.Id ?? "", check.ModifyIndex));
        }

        return stamps;
    }

    // In any order the same, and of many the same only by a chance of one in 2^64.
    private static ulong Sum(IEnumerable<ulong> stamps) => stamps.Aggregate(1UL, (sum, stamp) => unchecked(sum + stamp));

    private static ulong Mix(string one, string other, ulong index)
    {
        unchecked
        {
            // The finalizer of SplitMix64.
            ulong mixed = ((ulong)(uint)one.GetHashCode(StringComparison.Ordinal) << 32) + (uint)other.GetHashCode(StringComparison.Ordinal) + (index * 0x9E3779B97F4A7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
