using System.Collections.Immutable;
using Basenode.Engine.Exposing;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Telling;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Telling;

/// <summary>What the status says is measured as it says it. Other tests have no gauges of their own in this process.</summary>
public sealed class StatusGaugesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Start);
    private EngineStatus status = new() { Started = Start };
    private ClusterState state = ClusterState.Empty;

    [Fact]
    public void Everything_that_the_status_names_has_its_value()
    {
        status = status with
        {
            LastPass = Start.AddSeconds(1.5),
            Watched = 7,
            Health = new Health(HealthLevel.Degraded, [new HealthCondition(HealthLevel.Degraded, ProblemKind.Quarantined, "service web", "", null)]),
            Quarantine = [new QuarantinedInstance("web", "n1", "web-1", "port -1")],
            Targets =
            [
                new TargetReport { Target = "a", Destination = "/a", Outcome = TargetOutcome.Unchanged, AppliedAt = Start },
                new TargetReport { Target = "b", Destination = "/b", Outcome = TargetOutcome.CheckRefused },
            ],
            Plugins =
            [
                new PluginSummary("good", "/good.csx", [], [], ServesLastGood: false),
                new PluginSummary("old", "/old.csx", [], ["no"], ServesLastGood: true),
                new PluginSummary("bad", "/bad.csx", [], ["no"], ServesLastGood: false) { NeverWorked = true },
                new PluginSummary("half", "/half.csx", [], ["no"], ServesLastGood: false),
            ],
        };
        var web = new ServiceQuery("web");
        var db = new ServiceQuery("db");
        state = state with
        {
            Problems = ImmutableDictionary.CreateRange<Query, QueryProblem>([new(web, new QueryProblem("no", Start.AddSeconds(-30))), new(db, new QueryProblem("no", Start.AddSeconds(-5)))]),
            Held = ImmutableDictionary.CreateRange<Query, HeldReport>(
            [
                new(web, new HeldReport(3, 4, HoldReason.Regression, Start, Start)), new(db, new HeldReport(2, 2, HoldReason.Regression, Start, Start)),
            ]),
        };

        OpenMetricsText text = Read();

        double start = Start.ToUnixTimeSeconds();
        Assert.Equal((1, start, start + 1.5, 7), (text["basenode_health_level"], text["basenode_start_time_seconds"], text["basenode_pass_last_time_seconds"], text["basenode_queries_watched"]));
        Assert.Equal((2, 30), (text["basenode_queries_stale"], text["basenode_queries_stale_age_seconds"]));
        Assert.Equal((5, 0), (text["""basenode_held{reason="regression"}"""], text["""basenode_held{reason="last_ones"}"""]));
        Assert.Equal((1, 1, 0), (text["basenode_quarantined"], text["""basenode_problems{kind="quarantined"}"""], text["""basenode_problems{kind="stale"}"""]));
        Assert.Equal((1, 0), (text["""basenode_target_in_use{target="a"}"""], text["""basenode_target_in_use{target="b"}"""]));
        Assert.Equal((1, 1, 0), (text["""basenode_targets{outcome="unchanged"}"""], text["""basenode_targets{outcome="check_refused"}"""], text["""basenode_targets{outcome="pending"}"""]));
        Assert.Equal($$"""basenode_target_applied_time_seconds{target="a"}""", Assert.Single(text.Metrics["basenode_target_applied_time_seconds"].Samples).ToString());
        Assert.Equal([1, 1, 1, 1], text.Metrics["basenode_plugins"].Samples.Select(sample => sample.Value));
        Assert.Equal(1, text["""basenode_build_info{version="1.2.3"}"""]);
        Assert.True(text["basenode_process_jit_methods"] > 0 && text["basenode_process_assemblies"] > 1);
    }

    [Fact]
    public void Nothing_known_yet_is_no_error_and_nothing_stale_has_no_age()
    {
        OpenMetricsText text = Read();
        Assert.Equal((2, 0, 0), (text["basenode_health_level"], text["basenode_queries_stale"], text["basenode_queries_stale_age_seconds"]));
        Assert.Empty(text.Metrics["basenode_pass_last_time_seconds"].Samples);
    }

    [Fact]
    public void One_question_looks_at_one_status_and_the_next_at_a_new_one()
    {
        int looks = 0;
        using var gauges = new StatusGauges(() => (status with { Watched = ++looks }, state), time, "1.2.3");
        using var collector = new MetricCollector(EngineMetrics.MeterName, [], NullLogger.Instance);
        collector.Collect();
        Assert.Equal(1, looks);
        time.Advance(TimeSpan.FromSeconds(1));
        collector.Collect();
        Assert.Equal(2, looks);
    }

    private OpenMetricsText Read()
    {
        using var gauges = new StatusGauges(() => (status, state), time, "1.2.3");
        using var collector = new MetricCollector(EngineMetrics.MeterName, [], NullLogger.Instance);
        return OpenMetricsText.Parse(MetricsText.Write(collector.Collect(), openMetrics: true));
    }
}
