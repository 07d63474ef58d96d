using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Telling;
using Basenode.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Telling;

public sealed class TellerTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordingLog log = new();
    private readonly Teller teller;

    public TellerTests() => teller = new Teller(new TypedLog(log), time);

    [Fact]
    public void A_delivery_is_told_when_it_ends_with_what_it_was_for_and_an_idle_pass_is_no_news()
    {
        teller.Tell(Pass(Report("web", TargetOutcome.Delivering) with { Since = time.GetUtcNow() }, Report("motd")), ["service web"]);
        teller.Tell(Pass(Report("web", TargetOutcome.Delivering) with { Since = time.GetUtcNow() }, Report("motd")), ["service db"]);
        TargetReport[] ended = [Report("web", TargetOutcome.Applied) with { Message = "reloaded" }, Report("motd", TargetOutcome.Applied)];
        teller.Tell(new DeliveryNews(ended, [.. ended]));
        Tell(Report("web"), Report("motd"));
        Assert.Equal(
            ["Information: target web: applied to /web (service web): reloaded", "Information: target motd: applied to /motd (service db)"],
            Told());
    }

    [Fact]
    public void A_failing_target_is_told_when_it_begins_changes_and_recovers()
    {
        Tell(Report("web", TargetOutcome.RenderFailed, "a.sbn:1:4: no"));
        Tell(Report("web", TargetOutcome.RenderFailed, "a.sbn:1:4: no"));
        Tell(Report("web", TargetOutcome.CheckRefused, "exit code 1"));
        time.Advance(TimeSpan.FromSeconds(9));
        Tell(Report("web"));
        Assert.Equal(
            ["Warning: target web: render failed: a.sbn:1:4: no", "Warning: target web: check refused: exit code 1", "Information: target web has recovered (check refused for 9 s)"],
            Told());
    }

    [Fact]
    public void A_target_that_is_removed_has_not_recovered()
    {
        Tell(Report("web", TargetOutcome.RenderFailed, "no"), Report("motd"));
        Tell(Report("motd"));
        Assert.Single(Told());
    }

    [Fact]
    public void Waiting_is_told_when_it_lasts_and_a_delivery_when_it_takes_long()
    {
        Tell(Report("web", TargetOutcome.Waiting, "waits for service web"), Report("slow", TargetOutcome.Delivering, "checking") with { Since = time.GetUtcNow() });
        Assert.Empty(Told());
        DateTimeOffset since = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(6));
        Tell(Report("web", TargetOutcome.Waiting, "waits for service web"), Report("slow", TargetOutcome.Delivering, "checking") with { Since = since });
        Assert.Equal(["Information: target web: waiting: waits for service web", "Information: target slow: delivering: checking"], Told());
    }

    [Fact]
    public void A_target_that_failed_has_failed_until_a_delivery_ended_well()
    {
        Tell(Report("web", TargetOutcome.Pending, "refused"));
        time.Advance(TimeSpan.FromMinutes(1));
        Tell(Report("web", TargetOutcome.Delivering) with { Applied = "old", Since = time.GetUtcNow() });
        EngineStatus status = Status();
        Assert.Equal(TargetOutcome.Delivering, status.Targets[0].Outcome);
        HealthCondition condition = Assert.Single(status.Health.Conditions);
        Assert.Equal(
            (HealthLevel.Unhealthy, "refused", time.GetUtcNow().AddMinutes(-1)),
            (condition.Level, condition.Message, condition.Since!.Value));
        Assert.Single(Told());
        Tell(Report("web", TargetOutcome.Applied));
        Assert.Equal(HealthLevel.Healthy, Status().Health.Level);
        Assert.Equal("Information: target web has recovered (delivering for 60 s)", Told()[1]);
    }

    [Fact]
    public void Problems_are_told_once_a_subject_with_their_cause_and_counted_beyond_a_few()
    {
        Problem[] problems =
        [
            new(ProblemKind.PluginFailed, "a.csx", "a.csx:1:1: error one\n  1 | x"),
            new(ProblemKind.PluginFailed, "a.csx", "a.csx:2:1: error two"),
            new(ProblemKind.VariablesFailed, "b.csx", "no way (X)") { Place = "b.csx:3", ServesLastGood = true },
            .. Enumerable.Range(0, 7).Select(number => new Problem(ProblemKind.VariableRefused, $"v{number}.csx", "variable 'x' is set twice")),
        ];
        Tell(Pass(Report("web")) with { Problems = [.. problems] });
        Tell(Pass(Report("web")) with { Problems = [.. problems] });
        IReadOnlyList<string> told = Told();
        Assert.Equal("Error: a.csx cannot be used: a.csx:1:1: error one\n  1 | x\n(and 1 more error)", told[0]);
        Assert.Equal("Error: b.csx:3: Variables failed, keeping the last good values: no way (X)", told[1]);
        Assert.Equal("Warning: v0.csx: variable refused: variable 'x' is set twice", told[2]);
        Assert.Equal("Warning: more problems (variable refused): 2", told[^1]);
        Assert.Equal(8, told.Count);

        Tell(Report("web"));
        Assert.Equal(["Information: resolved: a.csx: cannot be used (for 0 s)", "Information: resolved: b.csx: Variables failed (for 0 s)"], Told().Skip(8).Take(2));
        Assert.Equal("Information: more problems resolved (variable refused): 2", Told()[^1]);
    }

    [Fact]
    public void A_pass_that_throws_is_told_once_and_is_in_the_health_until_one_ends()
    {
        Tell(Report("web"));
        teller.TellFailed(new InvalidOperationException("no user 17"), time.GetUtcNow());
        time.Advance(TimeSpan.FromSeconds(3));
        teller.TellFailed(new InvalidOperationException("no user 18"), time.GetUtcNow());
        Assert.StartsWith("Error: the pass failed, keeping all files as they are; next try at ", Assert.Single(Told()));
        HealthCondition condition = Assert.Single(Status().Health.Conditions);
        Assert.Equal((HealthLevel.Degraded, ProblemKind.PassFailed, time.GetUtcNow().AddSeconds(-3)), (condition.Level, condition.Kind, condition.Since!.Value));
        Tell(Report("web"));
        Assert.Equal("Information: resolved: the pass: failed, retrying (for 3 s)", Told()[1]);
        Assert.Equal(HealthLevel.Healthy, Status().Health.Level);
    }

    [Fact]
    public void Quarantine_is_told_once_an_instance_and_counted_beyond_a_few()
    {
        QuarantinedInstance[] bad = [.. Enumerable.Range(0, 8).Select(number => new QuarantinedInstance("web", "n", $"i{number}", "port -1"))];
        ClusterState state = States.Of() with
        {
            Quarantine = ImmutableDictionary<Query, ImmutableArray<QuarantinedInstance>>.Empty.Add(new ServiceQuery("web"), [.. bad]).Add(new ServiceQuery("web") { Tag = "x" }, [.. bad]),
        };
        Tell(Pass(Report("web")) with { State = state });
        Tell(Pass(Report("web")) with { State = state });
        Assert.Equal(6, Told().Count);
        Assert.Equal("Warning: quarantined: instance i0 of service web on node n: port -1", Told()[0]);
        Assert.Equal("Warning: more instances quarantined: 3", Told()[^1]);
        Tell(Report("web"));
        Assert.Equal("Information: more instances no longer quarantined: 3", Told()[^1]);
    }

    [Fact]
    public void What_no_pass_reports_is_in_the_health_too()
    {
        Tell(Report("web"));
        EngineStatus status = Status(Facts with
        {
            Hung = [new PluginCode("a.csx", PluginPart.Check, "nginx")],
            FailingWork = [new FailingWork("watching templates", "IOException: gone", time.GetUtcNow())],
            Skipped = [new Problem(ProblemKind.PluginSkipped, "b.csx", "skipped: it ended the process at 3:04")],
        });
        Assert.Equal(
            ["b.csx is skipped: it ended the process at 3:04", "a.csx: check nginx does not return and cannot be stopped", "watching templates failed, retrying: IOException: gone"],
            status.Health.Conditions.Select(condition => condition.Message));
        Assert.Equal((HealthLevel.Unhealthy, false), (status.Health.Level, status.IsHealthy));
        Assert.Equal(3, status.Errors.Length);
    }

    private static EngineFacts Facts { get; } = new() { Started = default, Source = "Consul at 127.0.0.1:8500", State = ClusterState.Empty };

    private EngineStatus Status(EngineFacts? facts = null) => StatusDocument.Of(teller.View, facts ?? Facts, time.GetUtcNow());

    private IReadOnlyList<string> Told() => [.. log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal))];

    private void Tell(params TargetReport[] targets) => Tell(Pass(targets));

    private void Tell(PassReport report) => teller.Tell(report, ["start"]);

    private static PassReport Pass(params TargetReport[] targets) =>
        new() { State = ClusterState.Empty, Targets = [.. targets], Elapsed = TimeSpan.FromMilliseconds(4) };

    private static TargetReport Report(string name, TargetOutcome outcome = TargetOutcome.Unchanged, string message = "") =>
        new() { Target = name, Destination = $"/{name}", Outcome = outcome, Message = message };

    private sealed class TypedLog(ILogger log) : ILogger<Teller>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception, formatter);
    }
}
