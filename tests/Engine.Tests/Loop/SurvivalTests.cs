using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Tests.Loop;

/// <summary>Nothing but a cancellation ends the loop, and one target's fault stops no other.</summary>
[Collection(LoopCollection.Name)]
public sealed class SurvivalTests : IAsyncDisposable
{
    private readonly LoopHarness harness = new();

    [Fact]
    public void Targets_follow_the_cluster()
    {
        harness.Set("a", "1");
        harness.Declare("a", check: "check a", reload: "tell");
        harness.Start();
        harness.Until(() => harness.TextOf("a") == "1" && harness.Outcome("a") is TargetOutcome.Applied, "the first text is in place");

        harness.Set("a", "2");

        harness.Until(() => harness.TextOf("a") == "2" && harness.Program("tell").TextOf("a") == "2", "the second one is in place and in use");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.Applied, "the status says so");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_unknown_owner_or_group_edited_into_a_running_target_is_named_and_stops_nothing(bool isOwner)
    {
        harness.Set("a", "1");
        harness.Set("b", "1");
        harness.Declare("a");
        harness.Declare("b");
        harness.Start();
        harness.Until(() => harness.TextOf("a") == "1" && harness.TextOf("b") == "1", "both are in place");

        harness.Plugins.Target("a", target => isOwner ? target with { Owner = "postgress" } : target with { Group = "postgress" });

        harness.Until(() => harness.Outcome("a") is TargetOutcome.WriteFailed, "the fault shows");
        Assert.Contains($"there is no {(isOwner ? "user" : "group")} \"postgress\" on this machine", harness.Report("a")!.Message);
        harness.Set("b", "2");
        harness.Until(() => harness.TextOf("b") == "2", "the other one follows");
        Assert.False(harness.Engine.Running.IsCompleted);
        Assert.Equal("1", harness.TextOf("a"));
        harness.Plugins.Target("a", target => target with { Owner = null, Group = null });
        harness.Until(() => harness.Outcome("a") is TargetOutcome.Unchanged, "it has recovered");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
