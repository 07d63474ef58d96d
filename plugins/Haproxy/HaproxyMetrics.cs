using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>Counts what was done to HAProxy. The engine shows it beside its own metrics.</summary>
/// <remarks>Counted here and read when somebody asks, so that it holds what happened before the question. The labels are fixed words.</remarks>
internal static class HaproxyMetrics
{
    private static readonly Meter Meter = new("basenode.haproxy");
    private static readonly ConcurrentDictionary<(string Kind, string Reason, string Result), long> Changes = new();
    private static long commands;

    static HaproxyMetrics()
    {
        Meter.CreateObservableCounter("basenode.haproxy.changes", Measure, "{change}", "Changes applied to HAProxy, by runtime commands or by a reload, why so, and how it ended.");
        Meter.CreateObservableCounter("basenode.haproxy.runtime.commands", () => Interlocked.Read(ref commands), "{command}", "Commands given to the running HAProxy to change its servers, maps, ACL files and certificates.");
    }

    /// <summary>Makes the metrics known, also while there is nothing to count.</summary>
    public static void Publish() => Commanded(0);

    /// <summary>Counts a reload.</summary>
    /// <param name="reason">Why no runtime command was enough, in one word.</param>
    public static void Reloaded(string reason, ReloadOutcome outcome) => Count("reload", reason, outcome);

    /// <summary>Counts a change that took no reload.</summary>
    public static void ChangedLive(PlanKind kind, int given) => Count(given == 0 ? "nothing" : "runtime", kind.ToString().ToLowerInvariant(), ReloadOutcome.Applied);

    /// <summary>Counts commands.</summary>
    public static void Commanded(int count) => Interlocked.Add(ref commands, count);

    private static void Count(string kind, string reason, ReloadOutcome outcome) =>
        Changes.AddOrUpdate((kind, reason, outcome.ToString().ToLowerInvariant()), 1, (_, count) => count + 1);

    private static IEnumerable<Measurement<long>> Measure() =>
        from change in Changes
        select new Measurement<long>(change.Value, new("kind", change.Key.Kind), new("reason", change.Key.Reason), new("result", change.Key.Result));
}
