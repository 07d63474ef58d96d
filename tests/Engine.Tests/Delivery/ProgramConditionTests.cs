using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>What a reload action tells of its program between changes.</summary>
public sealed class ProgramConditionTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly ScriptedReload reload = new();

    [Fact]
    public async Task A_program_that_is_lost_is_applied_again_and_not_in_use_until_then()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Unreachable("it is not running");

        reload.Calls[0].Tell(ProgramCondition.Lost("it is gone"));
        TargetReport lost = await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Applied("started");
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        TargetReport found = await harness.PassAsync(target, "one");
        await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Pending, "it is not running", false), (lost.Outcome, lost.Message, lost.IsInUse));
        Assert.Equal((TargetOutcome.Applied, "started", true), (found.Outcome, found.Message, found.IsInUse));
        Assert.Equal(3, reload.Calls.Count);
        Assert.All(reload.Calls[1].Targets, change => Assert.False(change.IsChanged));
    }

    [Fact]
    public async Task What_is_lost_stays_so_through_a_restart()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Unreachable("it is not running");
        reload.Calls[0].Tell(ProgramCondition.Lost("it is gone"));
        await harness.PassAsync(target, "one");

        await harness.RestartAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal(TargetOutcome.Pending, report.Outcome);
        Assert.Empty(reload.Resumed);
    }

    [Fact]
    public async Task A_degraded_program_is_a_problem_until_it_is_told_otherwise()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");

        reload.Calls[0].Tell(ProgramCondition.Degraded("its socket is gone"));
        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal((ProblemKind.ProgramDegraded, "a", "its socket is gone"), Assert.Single(harness.Problems.Select(problem => (problem.Kind, problem.Subject, problem.Reason))));
        Assert.Equal(TargetOutcome.Unchanged, report.Outcome);
        reload.Calls[0].Tell(ProgramCondition.Good);
        Assert.Empty(harness.Problems);
    }

    [Fact]
    public async Task What_was_told_of_a_reload_that_nobody_uses_any_more_is_forgotten()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Calls[0].Tell(ProgramCondition.Degraded("its socket is gone"));

        await harness.PassAsync(harness.Target("a"), "one");

        Assert.Empty(harness.Problems);
    }

    [Fact]
    public async Task A_refusal_may_say_when_it_is_worth_another_try()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = change => ReloadResult.Refused("a port is taken") with { RetryAfter = TimeSpan.FromSeconds(3) };

        TargetReport first = await harness.PassAsync(target, "two");
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        TargetReport second = await harness.PassAsync(target, "two");

        Assert.Equal(TimeSpan.FromSeconds(3), first.RetryAt - DateTimeOffset.Parse("2026-01-01T00:00:00Z"));
        Assert.Equal(TimeSpan.FromSeconds(6), second.RetryAt - harness.Time.GetUtcNow());
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
