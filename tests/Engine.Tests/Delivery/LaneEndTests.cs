using System.Collections.Immutable;
using Basenode.Engine.Delivery;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>How the end of a delivery meets the passes beside it.</summary>
public sealed class LaneEndTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task A_target_is_being_delivered_until_the_end_is_taken_and_never_well_in_between()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("judge", ScriptedCheck.ThatRefusesBad()));
        await using DeliveryStage stage = harness.NewStage();

        stage.Deliver(stage.Compare([DeliveryHarness.Rendered(target, "bad")], harness.Contributions), () => null);
        await stage.IdleAsync(CancellationToken.None);

        Assert.Equal(TargetOutcome.Delivering, Assert.Single(stage.Reports).Outcome);
        Assert.Equal(TargetOutcome.CheckRefused, Assert.Single(stage.TakeFinished()).Outcome);
        Assert.Equal(TargetOutcome.CheckRefused, Assert.Single(stage.Reports).Outcome);
    }

    [Fact]
    public async Task An_end_that_a_newer_comparison_has_overtaken_is_told_but_changes_no_report()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("judge", ScriptedCheck.ThatRefusesBad()));
        await using DeliveryStage stage = harness.NewStage();
        await DeliveryHarness.PassAsync(stage, harness.Contributions, DeliveryHarness.Rendered(target, "good"));
        stage.Deliver(stage.Compare([DeliveryHarness.Rendered(target, "bad")], harness.Contributions), () => null);
        await stage.IdleAsync(CancellationToken.None);

        Assert.Empty(stage.Compare([DeliveryHarness.Rendered(target, "good")], harness.Contributions));

        Assert.Equal(TargetOutcome.CheckRefused, Assert.Single(stage.TakeFinished()).Outcome);
        Assert.Equal(TargetOutcome.Unchanged, Assert.Single(stage.Reports).Outcome);
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_let_go_leaves_its_lane_free()
    {
        TargetDefinition target = harness.Target("a");
        await using DeliveryStage stage = harness.NewStage();
        stage.Deliver(stage.Compare([DeliveryHarness.Rendered(target, "one")], harness.Contributions), () => new BrokenHold());
        await stage.IdleAsync(CancellationToken.None);

        ImmutableArray<TargetReport> reports = await DeliveryHarness.PassAsync(stage, harness.Contributions, DeliveryHarness.Rendered(target, "two"));

        Assert.Equal(TargetOutcome.Applied, Assert.Single(reports).Outcome);
        Assert.Equal("two", harness.TextOf("a"));
        Assert.Contains(harness.LogLines, line => line.Contains("delivery of a failed"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    private sealed class BrokenHold : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("cannot be let go");
    }
}
