using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>Lanes beside the passes: the newest content wins, all of a group or none, each thing once.</summary>
[Collection(LoopCollection.Name)]
public sealed class LaneTests : IAsyncDisposable
{
    private readonly LoopHarness harness = new();

    [Fact]
    public void The_newest_content_wins_over_what_came_while_the_lane_was_busy()
    {
        Start("a");
        harness.Code("check").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("check").Running == 1, "the lane is busy");
        for (int i = 3; i < 9; i++)
        {
            harness.Set("a", $"{i}");
            harness.Advance(TimeSpan.FromSeconds(1));
        }

        harness.Code("check").Act = Act.Work;
        harness.Code("check").Release();

        harness.Until(() => harness.Program("tell").TextOf("a") == "8", "the newest is in use", TimeSpan.FromSeconds(1));
        Assert.Equal(["1", "2", "8"], Told("tell", "a"));
        Assert.Equal(3, harness.Code("check").Calls);
    }

    [Fact]
    public void What_shares_a_reload_is_put_in_place_together_or_not_at_all()
    {
        Start("a", "b");
        harness.Code("check").Act = Act.Refuse;
        Both("2");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.CheckRefused, "it is refused");

        Assert.Equal(("1", "1", TargetOutcome.CheckRefused), (harness.TextOf("a"), harness.TextOf("b"), harness.Outcome("b")));
        harness.Code("check").Act = Act.Work;
        harness.Code("tell").Act = Act.Refuse;
        Both("3");
        harness.Until(() => harness.Outcome("b") is TargetOutcome.ReloadRefused, "the reload refuses");
        Assert.Equal(("1", "1"), (harness.TextOf("a"), harness.TextOf("b")));
        harness.Code("tell").Act = Act.Work;
        Both("4");
        harness.Until(() => harness.Outcome("b") is TargetOutcome.Applied, "it is applied");
        Assert.Equal(("4", "4"), (harness.TextOf("a"), harness.TextOf("b")));

        void Both(string text)
        {
            harness.Set("a", text);
            harness.Set("b", text);
        }
    }

    [Fact]
    public void A_target_that_moves_to_another_lane_while_its_own_is_busy_is_delivered_once_and_whole()
    {
        Start("a");
        harness.Code("tell").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("tell").Running == 1, "its lane is busy");

        harness.Declare("a", check: "check", reload: "other");
        harness.Set("a", "3");
        harness.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("2", harness.TextOf("a"));
        harness.Code("tell").Act = Act.Work;
        harness.Code("tell").Release();

        harness.Until(() => harness.Program("other").TextOf("a") == "3", "the other lane delivers it", TimeSpan.FromSeconds(1));
        harness.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["1", "2"], Told("tell", "a"));
        Assert.Equal(["3"], Told("other", "a"));
        Assert.Equal(TargetOutcome.Unchanged, harness.Outcome("a"));
    }

    [Fact]
    public void A_target_that_joins_a_busy_lane_says_that_it_waits()
    {
        Start("a");
        harness.Set("b", "1");
        harness.Declare("b", reload: "other");
        harness.Until(() => harness.Program("other").TextOf("b") == "1", "the other one is in use");
        harness.Code("tell").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("tell").Running == 1, "the lane is busy");

        harness.Set("b", "2");
        harness.Plugins.Target("b", target => target with { Reload = new NamedAction("tell", []) });
        harness.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((TargetOutcome.Delivering, "waits for the delivery of the targets that share its reload"), (harness.Outcome("b"), harness.Report("b")!.Message));
        harness.Code("tell").Act = Act.Work;
        harness.Code("tell").Release();
        harness.Until(() => harness.Program("tell").TextOf("b") == "2", "it is delivered");
    }

    [Fact]
    public void Of_two_targets_with_one_destination_the_first_writes_it_and_the_other_says_so()
    {
        Start("a");
        harness.Set("b", "other text");
        harness.Declare("b", reload: "other");
        harness.Plugins.Target("b", target => target with { Destination = harness.Out("a") });
        harness.Until(() => harness.Outcome("b") is TargetOutcome.WriteFailed, "the second one fails");
        Assert.Contains("target a already writes this file", harness.Report("b")!.Message);

        harness.Code("check").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("check").Running == 1, "the lane of the first one is busy");
        harness.Plugins.Remove("a");
        harness.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("1", harness.TextOf("a"));
        harness.Code("check").Release();

        harness.Until(() => harness.TextOf("a") == "other text", "the second one writes when the first one is done", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_target_that_is_removed_and_added_again_while_its_lane_runs_is_delivered_once()
    {
        Start("a");
        TargetDefinition target = harness.Plugins.Current.Targets.Single();
        harness.Code("check").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("check").Running == 1, "its lane is busy");
        harness.Plugins.Remove("a");
        harness.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(harness.Report("a"));
        harness.Plugins.Target(target);
        harness.Advance(TimeSpan.FromSeconds(1));

        harness.Code("check").Act = Act.Work;
        harness.Code("check").Release();

        harness.Until(() => harness.Program("tell").TextOf("a") == "2", "it is delivered");
        harness.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["1", "2"], Told("tell", "a"));
        Assert.DoesNotContain(harness.Log.Lines, line => line.Contains("edited from outside"));
        Assert.Equal(TargetOutcome.Unchanged, harness.Outcome("a"));
    }

    [Fact]
    public void The_end_of_an_old_delivery_does_not_hide_what_a_newer_pass_has_found()
    {
        Start("a");
        harness.Set("slow", "1");
        harness.Declare("slow");
        harness.Until(() => harness.TextOf("slow") == "1", "it is in place");
        harness.Code("check").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("check").Running == 1, "the lane is busy");

        // A pass that waits for a slow content, and in which the text is what is in place.
        harness.Code("content slow").Act = Act.HangTask;
        harness.Set("slow", "2");
        harness.Set("a", "1");
        harness.Until(() => harness.Code("content slow").Running == 1, "the pass waits");
        harness.Code("check").Act = Act.Refuse;
        harness.Code("check").Release();
        Rest.Await();
        harness.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TargetOutcome.Unchanged, harness.Outcome("a"));
    }

    [Fact]
    public void A_check_that_goes_on_refusing_is_not_told_as_recovered_in_between()
    {
        Start("a");
        harness.Code("check").Act = Act.Refuse;
        harness.Set("a", "2");

        harness.Advance(TimeSpan.FromHours(1));

        Assert.True(harness.Code("check").Calls > 4);
        Assert.DoesNotContain(harness.Log.Lines, line => line.Contains("has recovered"));
    }

    [Fact]
    public void What_was_edited_or_deleted_from_outside_is_restored()
    {
        Start("a");
        File.WriteAllText(harness.Out("a"), "by hand");
        harness.Until(() => harness.TextOf("a") == "1", "the edit is taken back", TimeSpan.FromSeconds(11));
        File.Delete(harness.Out("a"));
        harness.Until(() => harness.TextOf("a") == "1", "the file is back", TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void A_restart_takes_up_what_was_not_confirmed()
    {
        Start("a");
        harness.Code("tell").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("tell").Running == 1, "the reload hangs");
        harness.Stop();
        harness.Code("tell").Act = Act.Work;

        harness.Restart();

        harness.Until(() => harness.Program("tell").TextOf("a") == "2", "it is reloaded");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.Applied or TargetOutcome.Unchanged, "the status says so");
    }

    [Fact]
    public void After_a_restart_an_edit_is_worth_another_try_at_once()
    {
        Start("a");
        harness.Code("tell").Act = Act.Refuse;
        harness.Set("a", "2");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.ReloadRefused, "it is refused");
        harness.Restart();
        harness.Until(() => harness.Outcome("a") is TargetOutcome.ReloadRefused, "it is known as refused");
        harness.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, harness.Code("tell").Calls);

        harness.Code("tell").Act = Act.Work;
        harness.Plugins.Reload("tell", new ScriptedReload(harness.Code("tell"), harness.Program("tell")));

        harness.Until(() => harness.Program("tell").TextOf("a") == "2", "the edited action is tried", TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    // Targets that share one check and one reload, with the text "1" in use.
    private void Start(params string[] targets)
    {
        foreach (string target in targets)
        {
            harness.Set(target, "1");
            harness.Declare(target, check: "check", reload: "tell");
        }

        harness.Start();
        harness.Until(() => targets.All(target => harness.Program("tell").TextOf(target) == "1" && harness.Outcome(target) is TargetOutcome.Applied), "all is in use");
    }

    private string[] Told(string reload, string target) =>
        [.. harness.Program(reload).Told.Select(change => change.First(one => one.Target == target).NewContent)];
}
