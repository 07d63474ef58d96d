using Basenode.Engine.Model;

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

    [Fact]
    public void A_pass_that_throws_is_told_once_and_tried_again_with_backoff_and_everything_stays()
    {
        harness.Set("a", "1");
        harness.Declare("a");
        harness.Start();
        harness.Until(() => harness.TextOf("a") == "1" && harness.Outcome("a") is TargetOutcome.Applied, "the first text is in place");
        harness.Plugins.Broken = new InvalidOperationException("nobody expected this");
        int before = harness.Plugins.Asked;

        harness.Set("a", "2");
        harness.Advance(TimeSpan.FromMinutes(5));

        Assert.False(harness.Engine.Running.IsCompleted);
        Assert.InRange(harness.Plugins.Asked - before, 5, 40);
        Assert.Single(harness.Log.Lines, line => line.Contains("the pass failed"));
        Assert.Equal(("1", TargetOutcome.Applied), (harness.TextOf("a"), harness.Outcome("a")));
        harness.Plugins.Broken = null;
        harness.Until(() => harness.TextOf("a") == "2", "the pass is made up for", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void An_edit_is_tried_at_once_after_a_pass_that_threw()
    {
        harness.Set("a", "1");
        harness.Declare("a");
        harness.Plugins.Broken = new InvalidOperationException("a broken script");
        harness.Start();
        harness.Advance(TimeSpan.FromMinutes(5));

        harness.Plugins.Broken = null;
        harness.Plugins.Target("a", target => target with { Plugin = "mended.csx" });

        harness.Until(() => harness.TextOf("a") == "1", "the mended script is in use", TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void Changes_do_not_make_passes_that_throw_a_busy_loop()
    {
        harness.Set("a", "1");
        harness.Declare("a");
        harness.Start();
        harness.Until(() => harness.TextOf("a") == "1", "the first text is in place");
        harness.Plugins.Broken = new InvalidOperationException("nobody expected this");
        int before = harness.Plugins.Asked;

        for (int i = 0; i < 600; i++)
        {
            harness.Set("a", $"{i}");
            harness.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(harness.Plugins.Asked - before, 1, 100);
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

    [Theory]
    [InlineData("the check", nameof(Act.Throw), nameof(TargetOutcome.CheckRefused))]
    [InlineData("the check", nameof(Act.Cancel), nameof(TargetOutcome.CheckRefused))]
    [InlineData("the check", nameof(Act.Nothing), nameof(TargetOutcome.CheckRefused))]
    [InlineData("the check", nameof(Act.RefuseWithoutWords), nameof(TargetOutcome.CheckRefused))]
    [InlineData("the reload", nameof(Act.Throw), nameof(TargetOutcome.Pending))]
    [InlineData("the reload", nameof(Act.TimeOut), nameof(TargetOutcome.Pending))]
    [InlineData("the reload", nameof(Act.Cancel), nameof(TargetOutcome.Pending))]
    [InlineData("the reload", nameof(Act.Nothing), nameof(TargetOutcome.Pending))]
    [InlineData("the reload", nameof(Act.Unreachable), nameof(TargetOutcome.Pending))]
    [InlineData("the reload", nameof(Act.RefuseWithoutWords), nameof(TargetOutcome.ReloadRefused))]
    [InlineData("content a", nameof(Act.Throw), nameof(TargetOutcome.RenderFailed))]
    [InlineData("content a", nameof(Act.Cancel), nameof(TargetOutcome.RenderFailed))]
    [InlineData("content a", nameof(Act.Nothing), nameof(TargetOutcome.RenderFailed))]
    public void Whatever_a_plugin_does_its_target_says_so_and_the_others_go_on(string code, string act, string outcome)
    {
        harness.Set("a", "1");
        harness.Set("b", "1");
        harness.Declare("a", check: "the check", reload: "the reload");
        harness.Declare("b", check: "another check", reload: "another reload");
        harness.Start();
        harness.Until(() => harness.Program("the reload").TextOf("a") == "1", "it is in use");

        harness.Code(code).Act = Enum.Parse<Act>(act);
        harness.Set("a", "2");

        harness.Until(() => $"{harness.Outcome("a")}" == outcome, $"{outcome} shows");
        Assert.NotEqual("", harness.Report("a")!.Message.Trim());
        Assert.Equal(outcome is nameof(TargetOutcome.Pending) ? "2" : "1", harness.TextOf("a"));
        harness.Set("b", "2");
        harness.Until(() => harness.Program("another reload").TextOf("b") == "2", "the other one follows");
        Assert.False(harness.Engine.Running.IsCompleted);
        harness.Code(code).Act = Act.Work;
        harness.Until(() => harness.Program("the reload").TextOf("a") == "2", "it is tried again", TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void A_time_out_of_a_checks_own_code_is_tried_again_within_seconds()
    {
        harness.Set("a", "1");
        harness.Declare("a", check: "the check");
        harness.Code("the check").Act = Act.TimeOut;
        harness.Start();
        harness.Until(() => harness.Outcome("a") is TargetOutcome.CheckRefused, "the check could not be made");

        harness.Code("the check").Act = Act.Work;

        harness.Until(() => harness.TextOf("a") == "1", "it is tried again", TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_period_without_end_does_no_harm()
    {
        harness.Plugins.Variables("vars.csx", _ => Task.FromResult<object>(new { first = "1" }), every: TimeSpan.MaxValue);
        File.WriteAllText(harness.Folder["templates/a.sbn"], "{{ first }}");
        harness.Plugins.Target(new TargetDefinition { Name = "a", Plugin = "a.csx", Destination = harness.Out("a"), Template = "a.sbn" });

        harness.Start();

        harness.Until(() => harness.TextOf("a") == "1", "it is in place");
        Assert.DoesNotContain(harness.Log.Lines, line => line.Contains("the pass failed"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
