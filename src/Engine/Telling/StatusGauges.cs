using System.Diagnostics.Metrics;
using System.Runtime;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;

namespace Basenode.Engine.Telling;

/// <summary>Measures what the status says, from the status itself, so that an alert and <c>basenode status</c> never differ.</summary>
internal sealed class StatusGauges : IDisposable
{
    // All gauges of one question are measured from one status.
    private static readonly TimeSpan OneQuestion = TimeSpan.FromMilliseconds(100);

    private readonly Meter meter = new(EngineMetrics.MeterName);
    private readonly Func<(EngineStatus, ClusterState)> look;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private (EngineStatus Status, ClusterState State)? seen;
    private long seenAt;

    /// <param name="look">The status, and the cluster state that it was made of.</param>
    /// <param name="time">The present.</param>
    /// <param name="version">The engine's version.</param>
    public StatusGauges(Func<(EngineStatus Status, ClusterState State)> look, TimeProvider time, string version)
    {
        (this.look, this.time) = (look, time);
        Gauge("basenode.build.info", null, "Always 1; the label is the version.", (_, _) => [new(1, Tag("version", version))]);
        Gauge("basenode.start.time", "s", "When the engine started, in seconds since 1970.", (status, _) => [new(Seconds(status.Started))]);
        Gauge("basenode.health.level", null, "The health: 0 healthy, 1 degraded, 2 unhealthy.", (status, _) => [new((int)status.Health.Level)]);
        Gauge("basenode.problems", "{problem}", "What is wrong, by kind, as in health.conditions of status --json.", (status, _) => Counts("kind", status.Health.Conditions, each => each.Kind));
        Gauge("basenode.pass.last.time", "s", "When the last pass ended, in seconds since 1970.", (status, _) => status.LastPass is { } at ? [new(Seconds(at))] : []);
        Gauge("basenode.queries.watched", "{query}", "Queries to the cluster that are kept fresh.", (status, _) => [new(status.Watched)]);
        Gauge("basenode.queries.stale", "{query}", "Queries without a fresh answer; their last one is used.", (_, state) => [new(state.Problems.Count)]);
        Gauge("basenode.queries.stale.age", "s", "How long the query that has been stale for the longest time has been so; 0 when none is.", (_, state) => [new(StaleFor(state))]);
        Gauge("basenode.held", "{item}", "Instances, services, nodes and keys that are missing in Consul and still served, by reason.", (_, state) => Held(state));
        Gauge("basenode.quarantined", "{instance}", "Instances that failed their validation and are not served.", (status, _) => [new(status.Quarantine.Length)]);
        Gauge("basenode.plugins", "{plugin}", "Scripts and plugins, by state.", (status, _) => Plugins(status));
        Gauge("basenode.targets", "{target}", "Targets, by outcome.", (status, _) => Counts("outcome", status.Targets, each => each.Outcome));
        Gauge("basenode.target.in_use", null, "1 when the program is known to use the file in place, else 0.", (status, _) => Targets(status, target => target.IsInUse ? 1 : 0));
        Gauge("basenode.target.info", null, "Always 1; the labels are what made the file in place: the script, a template, its commit, and whether it is as in that commit.", (status, _) => Sources(status));
        Gauge("basenode.target.applied.time", "s", "When a file of the target was last confirmed to be in use, in seconds since 1970. A restart remembers it.", (status, _) => Targets(status, target => target.AppliedAt is { } at ? Seconds(at) : null));
        Gauge("basenode.process.jit.methods", "{method}", "Methods that were compiled while basenode ran. Precompiled code needs none.", (_, _) => [new(JitInfo.GetCompiledMethodCount())]);
        Gauge("basenode.process.assemblies", "{assembly}", "Assemblies that are loaded.", (_, _) => [new(AppDomain.CurrentDomain.GetAssemblies().Length)]);
    }

    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<EngineStatus, ClusterState, IEnumerable<Measurement<double>>> measure) =>
        meter.CreateObservableGauge(
            name,
            () =>
            {
                (EngineStatus status, ClusterState state) = Look();
                return measure(status, state);
            },
            unit,
            description);

    private (EngineStatus Status, ClusterState State) Look()
    {
        lock (gate)
        {
            if (seen is null || time.GetElapsedTime(seenAt) > OneQuestion)
            {
                (seen, seenAt) = (look(), time.GetTimestamp());
            }

            return seen.Value;
        }
    }

    private double StaleFor(ClusterState state) =>
        state.Problems.IsEmpty ? 0 : Math.Max(0, (time.GetUtcNow() - state.Problems.Values.Min(problem => problem.Since)).TotalSeconds);

    // Every reason has a series, also with 0: an alert on a series that comes and goes is hard to write.
    private static IEnumerable<Measurement<double>> Held(ClusterState state) =>
        from reason in Enum.GetValues<HoldReason>()
        select new Measurement<double>(state.Held.Values.Where(held => held.Reason == reason).Sum(held => held.Count), Tag("reason", reason));

    private static IEnumerable<Measurement<double>> Counts<T, TWord>(string label, IEnumerable<T> things, Func<T, TWord> wordOf)
        where TWord : struct, Enum
    {
        ILookup<TWord, T> byWord = things.ToLookup(wordOf);
        return Enum.GetValues<TWord>().Select(word => new Measurement<double>(byWord[word].Count(), Tag(label, word)));
    }

    private static IEnumerable<Measurement<double>> Plugins(EngineStatus status)
    {
        ILookup<string, PluginSummary> states = status.Plugins.ToLookup(plugin =>
            plugin.NeverWorked ? "failed" : plugin.ServesLastGood ? "last_good" : plugin.Errors.IsEmpty ? "good" : "partly_refused");
        return ((string[])["good", "partly_refused", "last_good", "failed"]).Select(state => new Measurement<double>(states[state].Count(), Tag("state", state)));
    }

    // At most as many as a counter has of them.
    private static IEnumerable<Measurement<double>> Targets(EngineStatus status, Func<TargetReport, double?> value) =>
        from target in status.Targets.Take(Tally.MostSeries)
        let number = value(target)
        where number is not null
        select new Measurement<double>(number.Value, Tag("target", target.Target));

    // A series for each template, since an included one may be of another repository; one for the script where code makes the text.
    private static IEnumerable<Measurement<double>> Sources(EngineStatus status) =>
        (from target in status.Targets
         let script = target.Sources.FirstOrDefault(source => source.Kind != "template")
         let templates = target.Sources.Where(source => source.Kind == "template").Select(source => (source.File, Source: source))
         from shown in templates.DefaultIfEmpty((File: "", Source: script))
         where shown.Source is not null
         select new Measurement<double>(
             1,
             Tag("target", target.Target),
             Tag("script", script?.File ?? ""),
             Tag("script_commit", script?.Commit ?? ""),
             Tag("template", shown.File),
             Tag("commit", shown.Source.Commit ?? ""),
             Tag("clean", shown.Source.Clean is { } clean ? clean ? "true" : "false" : "unknown"))).Take(Tally.MostSeries);

    private static KeyValuePair<string, object?> Tag(string label, string value) => new(label, value);

    private static KeyValuePair<string, object?> Tag<TWord>(string label, TWord word)
        where TWord : struct, Enum => Tag(label, Text.SnakeCase.From(word.ToString()));

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000d;
}
