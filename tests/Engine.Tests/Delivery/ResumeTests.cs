using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>An action that is new, after a start or a swap of its plugin, is told once what was confirmed before it.</summary>
public sealed class ResumeTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly ScriptedReload reload = new();

    [Fact]
    public async Task After_a_restart_with_nothing_due_the_action_takes_up_what_is_in_place_once()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        Assert.Empty(reload.Resumed);

        await harness.RestartAsync();
        await harness.PassAsync(target, "one");
        await harness.PassAsync(target, "one");

        Assert.Single(reload.Calls);
        TargetChange told = Assert.Single(Assert.Single(reload.Resumed).Targets);
        Assert.Equal(("a", "one", "one", false), (told.Target, told.OldContent, told.NewContent, told.IsChanged));
    }

    [Fact]
    public async Task What_is_due_after_a_restart_is_applied_and_not_taken_up()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");

        await harness.RestartAsync();
        await harness.PassAsync(target, "two");
        await harness.PassAsync(target, "two");

        Assert.Equal(2, reload.Calls.Count);
        Assert.Empty(reload.Resumed);
    }

    [Fact]
    public async Task A_swapped_plugins_action_takes_up_what_the_one_before_applied()
    {
        await harness.PassAsync(Target(), "one");
        var next = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", next));

        await harness.PassAsync(target, "one");
        await harness.PassAsync(target, "one");

        Assert.Single(next.Resumed);
        Assert.Empty(next.Calls);
    }

    [Fact]
    public async Task A_file_that_was_edited_meanwhile_is_put_back_and_applied()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();
        File.WriteAllText(harness.Out("a"), "edited");

        await harness.PassAsync(new RenderedTarget { Target = target, Waiting = "no answer yet" });
        Assert.Empty(reload.Resumed);
        await harness.PassAsync(target, "one");

        Assert.Equal(2, reload.Calls.Count);
        Assert.Empty(reload.Resumed);
    }

    [Fact]
    public async Task While_a_text_waits_what_is_in_place_is_taken_up_already()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();

        await harness.PassAsync(new RenderedTarget { Target = target, Waiting = "no answer yet" });

        Assert.Single(reload.Resumed);
    }

    [Fact]
    public async Task An_action_that_cannot_take_up_is_told_and_nothing_else_changes()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();
        reload.OnResume = () => throw new InvalidOperationException("no memory of it");

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal(TargetOutcome.Unchanged, report.Outcome);
        Assert.Contains(harness.LogLines, line => line.Contains("tell") && line.Contains("no memory of it"));
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "two")).Outcome);
    }

    [Fact]
    public async Task An_action_that_cannot_be_made_is_told_once()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        harness.Contributions = harness.Contributions with
        {
            Reloads = harness.Contributions.Reloads.SetItem("tell", _ => throw new ArgumentException("it takes one word")),
        };

        await harness.PassAsync(target, "one");
        await harness.PassAsync(target, "one");

        Assert.Single(harness.LogLines, line => line.Contains("it takes one word"));
    }

    [Fact]
    public async Task An_action_that_is_gone_is_no_news_while_nothing_is_due()
    {
        TargetDefinition target = Target();
        await harness.PassAsync(target, "one");
        harness.Contributions = harness.Contributions with { Reloads = harness.Contributions.Reloads.Clear() };

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal(TargetOutcome.Unchanged, report.Outcome);
        Assert.Empty(harness.LogLines);
    }

    [Fact]
    public async Task A_file_that_is_deleted_during_its_check_is_restored_and_applied_by_the_next_pass()
    {
        var check = new ScriptedCheck(request =>
        {
            if (request.Content == "bad")
            {
                File.Delete(harness.Out("a"));
                return CheckResult.Refuse("no");
            }

            return CheckResult.Accept;
        });
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload), harness.Use("look", check));
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();

        TargetReport refused = await harness.PassAsync(target, "bad");
        await harness.PassAsync(target, "bad");

        Assert.Equal((TargetOutcome.CheckRefused, "one"), (refused.Outcome, harness.TextOf("a")));
        Assert.Equal(["one", "one"], reload.Calls.Select(call => call.Targets[0].NewContent));
        Assert.Empty(reload.Resumed);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    private TargetDefinition Target() => harness.Target("a", harness.Use("tell", reload));
}
