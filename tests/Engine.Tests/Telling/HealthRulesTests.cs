using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Telling;

namespace Basenode.Engine.Tests.Telling;

public sealed class HealthRulesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly HealthFacts Well = new() { HasRun = true, Targets = [Report("web", TargetOutcome.Unchanged)] };

    [Fact]
    public void Random_facts_are_judged_as_a_simple_model_judges_them()
    {
        var random = new Random(4711);
        for (int round = 0; round < 3_000; round++)
        {
            HealthFacts facts = Random(random);
            Health health = HealthRules.Judge(facts, Now);
            Assert.Equal(Model(facts), health.Level);

            // No reason, no blame; and the worst is named first.
            Assert.Equal(health.Conditions.IsEmpty, health.Level is HealthLevel.Healthy);
            Assert.Equal(health.Conditions.OrderByDescending(condition => condition.Level), health.Conditions);
            Assert.All(health.Conditions, condition => Assert.True(condition.Subject.Length > 0 && condition.Message.Length > 0));

            // What is mended makes nothing worse.
            foreach (HealthFacts mended in Mended(facts))
            {
                Assert.True(HealthRules.Judge(mended, Now).Level <= health.Level, $"{facts}\n{mended}");
            }
        }
    }

    [Fact]
    public void Before_the_first_pass_nothing_is_known_to_be_in_use()
    {
        HealthCondition condition = Assert.Single(HealthRules.Judge(new HealthFacts(), Now).Conditions);
        Assert.Equal((HealthLevel.Unhealthy, ProblemKind.NoPass), (condition.Level, condition.Kind));
    }

    [Theory]
    [InlineData(5, HealthLevel.Healthy)]
    [InlineData(5.1, HealthLevel.Degraded)]
    public void A_delivery_may_take_a_while(double seconds, object level)
    {
        TargetReport delivering = Report("web", TargetOutcome.Delivering) with { Since = Now.AddSeconds(-seconds), IsInUse = true, Applied = "a", Message = "checking" };
        Assert.Equal((HealthLevel)level, HealthRules.Judge(Well with { Targets = [delivering] }, Now).Level);
        Assert.Equal(HealthLevel.Unhealthy, HealthRules.Judge(Well with { Targets = [delivering with { IsInUse = false, Applied = "" }] }, Now).Level);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public void An_agent_that_is_away_for_a_moment_is_not_told(double seconds, int conditions) =>
        Assert.Equal(conditions, HealthRules.Judge(Well with { Stale = Stale("500", seconds, "web") }, Now).Conditions.Length);

    [Fact]
    public void Queries_that_are_stale_for_one_reason_are_one_condition_with_the_oldest_age()
    {
        HealthFacts facts = Well with { Stale = Stale("refused", 60, "b", "a").AddRange(Stale("403", 7, "c")).AddRange(Stale("refused", 90, "z")) };
        HealthCondition[] conditions = [.. HealthRules.Judge(facts, Now).Conditions];
        Assert.Equal(["no fresh answer for service a and 2 more: refused", "no fresh answer for service c: 403"], conditions.Select(condition => condition.Message));
        Assert.Equal(Now.AddSeconds(-90), conditions[0].Since);
    }

    [Fact]
    public void What_is_held_is_named_with_its_reason_and_its_end()
    {
        var held = new HeldReport(3, 4, HoldReason.Regression, Now.AddSeconds(-10), Now.AddSeconds(79.5));
        Health health = HealthRules.Judge(Well with { Held = ImmutableDictionary<Query, HeldReport>.Empty.Add(new ServiceQuery("web"), held) }, Now);
        Assert.Equal(HealthLevel.Degraded, health.Level);
        Assert.Equal(
            new HealthCondition(
                HealthLevel.Degraded,
                ProblemKind.Held,
                "service web",
                "3 of 4 are missing in Consul and are kept for up to 80 s: Consul may have lost its data: its index went backwards, or another agent answers",
                Now.AddSeconds(-10)),
            Assert.Single(health.Conditions));
    }

    [Fact]
    public void Quarantined_instances_are_one_condition_a_service()
    {
        HealthFacts facts = Well with { Quarantine = [new("web", "n1", "i1", "port -1"), new("db", "n1", "d", "no address"), new("web", "n2", "i2", "port 0")] };
        Assert.Equal(
            ["quarantined: instance d on node n1: no address", "quarantined: instance i1 on node n1 and 1 more: port -1"],
            HealthRules.Judge(facts, Now).Conditions.Select(condition => condition.Message));
    }

    private static HealthLevel Model(HealthFacts facts)
    {
        bool isUnhealthy = !facts.HasRun
            || facts.Targets.IsEmpty
            || facts.Targets.Any(IsOut)
            || facts.Problems.Any(problem => !problem.ServesLastGood && $"{problem.Kind}" is "PluginFailed" or "PluginSkipped" or "VariablesFailed");
        bool isDegraded = facts.Targets.Any(target => $"{target.Outcome}" is not ("Unchanged" or "Applied" or "Delivering"))
            || facts.Targets.Any(target => target.Outcome is TargetOutcome.Delivering && target.Since < Now.AddSeconds(-5))
            || facts.Problems.Length > 0
            || facts.Quarantine.Length > 0
            || facts.Stale.Values.Any(problem => problem.Since < Now.AddSeconds(-5));
        return isUnhealthy ? HealthLevel.Unhealthy : isDegraded ? HealthLevel.Degraded : HealthLevel.Healthy;
    }

    private static bool IsOut(TargetReport target) => $"{target.Outcome}" switch
    {
        "Unchanged" or "Applied" => false,
        "Pending" => true,
        "Delivering" => !target.IsInUse && target.Applied == "",
        _ => !target.IsInUse,
    };

    private static IEnumerable<HealthFacts> Mended(HealthFacts facts)
    {
        foreach (TargetReport target in facts.Targets)
        {
            yield return facts with { Targets = facts.Targets.Replace(target, target with { Outcome = TargetOutcome.Applied }) };
        }

        foreach (Problem problem in facts.Problems)
        {
            yield return facts with { Problems = facts.Problems.Remove(problem) };
        }

        yield return facts with { Stale = ImmutableDictionary<Query, QueryProblem>.Empty };
        yield return facts with { Quarantine = [] };
    }

    private static HealthFacts Random(Random random) => new()
    {
        HasRun = random.Next(10) > 0,
        Targets =
        [
            .. Enumerable.Range(0, random.Next(4)).Select(number => Report($"t{number}", random.Next(2) == 0 ? TargetOutcome.Unchanged : One<TargetOutcome>(random)) with
            {
                IsInUse = random.Next(2) == 0,
                Applied = random.Next(2) == 0 ? "hash" : "",
                Since = Now.AddSeconds(-random.Next(10)),
                Message = random.Next(2) == 0 ? "" : "why",
            }),
        ],
        Problems = [.. Enumerable.Range(0, Math.Max(0, random.Next(-3, 3))).Select(number => new Problem(One<ProblemKind>(random), $"p{number}", "why") { ServesLastGood = random.Next(2) == 0 })],
        Stale = random.Next(3) == 0 ? Stale("500", random.Next(10), "a", "b") : ImmutableDictionary<Query, QueryProblem>.Empty,
        Quarantine = random.Next(4) == 0 ? [new("web", "n", "i", "port -1")] : [],
    };

    private static T One<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static TargetReport Report(string name, TargetOutcome outcome) => new() { Target = name, Destination = $"/{name}", Outcome = outcome };

    private static ImmutableDictionary<Query, QueryProblem> Stale(string reason, double seconds, params string[] services) =>
        services.ToImmutableDictionary(Query (name) => new ServiceQuery(name), _ => new QueryProblem(reason, Now.AddSeconds(-seconds)));
}
