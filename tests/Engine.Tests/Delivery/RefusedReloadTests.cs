using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

public sealed class RefusedReloadTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task A_refused_file_is_rolled_back_remembered_and_not_tried_again_before_its_time()
    {
        var reload = ScriptedReload.ThatRefusesBad();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "good");

        TargetReport report = await harness.PassAsync(target, "bad");
        TargetReport again = await harness.PassAsync(target, "bad");
        await harness.RestartAsync();
        TargetReport restarted = await harness.PassAsync(target, "bad");

        Assert.Equal(
            (TargetOutcome.ReloadRefused, "line 1 is bad\nthe last good content was put back"),
            (report.Outcome, report.Message));
        Assert.Equal(harness.Time.GetUtcNow() + TimeSpan.FromMinutes(1), report.RetryAt);
        Assert.Equal(report.Applied, report.Installed);
        foreach (TargetReport later in new[] { again, restarted })
        {
            Assert.Equal((TargetOutcome.ReloadRefused, "line 1 is bad", report.RetryAt), (later.Outcome, later.Message, later.RetryAt));
        }

        Assert.Equal(2, reload.Calls.Count);
        Assert.Equal("good", harness.TextOf("a"));
        harness.HoldsOnly("a");
    }

    [Fact]
    public async Task A_refused_file_is_tried_again_after_its_time_and_another_text_at_once()
    {
        var reload = ScriptedReload.ThatRefusesBad();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "good");
        await harness.PassAsync(target, "bad");
        harness.Time.Advance(TimeSpan.FromMinutes(1));

        TargetReport second = await harness.PassAsync(target, "bad");
        TargetReport better = await harness.PassAsync(target, "better");

        Assert.Equal((TargetOutcome.ReloadRefused, harness.Time.GetUtcNow() + TimeSpan.FromMinutes(2)), (second.Outcome, second.RetryAt));
        Assert.Equal(TargetOutcome.Applied, better.Outcome);
        Assert.Equal(["good", "bad", "bad", "better"], reload.Calls.Select(call => call.Targets[0].NewContent));
    }

    [Fact]
    public async Task What_was_there_before_the_first_commit_is_put_back_and_told_to_the_program()
    {
        var reload = ScriptedReload.ThatRefusesBad();
        File.WriteAllBytes(harness.Out("a"), [0xff, 0x00, 0x41]);

        TargetReport report = await harness.PassAsync(harness.Target("a", harness.Use("tell", reload)), "bad");

        Assert.Equal(TargetOutcome.ReloadRefused, report.Outcome);
        Assert.EndsWith("the content from before basenode's first write was put back", report.Message);
        Assert.Equal([0xff, 0x00, 0x41], File.ReadAllBytes(harness.Out("a")));
        Assert.Equal(2, reload.Calls.Count);
    }

    [Fact]
    public async Task A_refused_first_file_is_removed_where_there_was_none()
    {
        var reload = ScriptedReload.ThatRefusesBad();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));

        TargetReport report = await harness.PassAsync(target, "bad");
        await harness.RestartAsync();
        await harness.PassAsync(target, "bad");

        Assert.EndsWith("the file was removed, because there was none before", report.Message);
        Assert.Single(reload.Calls);
        harness.HoldsOnly();
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
    }

    [Fact]
    public async Task What_another_reload_has_confirmed_is_not_taken_to_be_in_use_when_a_mate_is_refused()
    {
        var reload = new ScriptedReload();
        TargetDefinition mate = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(DeliveryHarness.Rendered(mate, "1"), DeliveryHarness.Rendered(harness.Target("b"), "1"));
        reload.Answer = _ => ReloadResult.Refused("no");

        TargetReport[] reports =
            [.. await harness.PassAsync(DeliveryHarness.Rendered(mate, "2"), DeliveryHarness.Rendered(harness.Target("b", new NamedAction("tell", [])), "1"))];

        Assert.Equal([(TargetOutcome.ReloadRefused, true), (TargetOutcome.Pending, false)], reports.Select(report => (report.Outcome, report.IsInUse)));
        Assert.Contains("refused by the reload, and there is no earlier content to put back: no", reports[1].Message);
    }

    [Fact]
    public async Task A_command_that_refuses_runs_once_more_with_the_last_good_content()
    {
        string seen = harness.Folder["seen"];
        TargetDefinition target = harness.Target("a", DeliveryHarness.Shell($"cat $1 >> {seen}; ! grep -q bad $1", 20, "{{ destination }}"));
        await harness.PassAsync(target, "good\n");

        TargetReport report = await harness.PassAsync(target, "bad\n");

        Assert.Equal(TargetOutcome.ReloadRefused, report.Outcome);
        Assert.Equal("good\nbad\ngood\n", File.ReadAllText(seen));
        Assert.Equal(TargetOutcome.ReloadRefused, (await harness.PassAsync(target, "bad\n")).Outcome);
        Assert.Equal("good\nbad\ngood\n", File.ReadAllText(seen));
    }

    [Fact]
    public async Task A_command_that_refuses_everything_stays_pending_with_the_last_good_content()
    {
        string broken = harness.Folder["broken"];
        TargetDefinition target = harness.Target("a", DeliveryHarness.Shell($"! [ -e {broken} ]"));
        await harness.PassAsync(target, "good");
        File.WriteAllText(broken, "");

        TargetReport report = await harness.PassAsync(target, "new");
        File.Delete(broken);
        harness.Time.SetUtcNow(report.RetryAt!.Value);
        TargetReport mended = await harness.PassAsync(target, "new");

        Assert.Equal(TargetOutcome.ReloadRefused, report.Outcome);
        Assert.Contains("the file in place may not be in use yet: refused by the reload, and there is no earlier content to put back", report.Message);
        Assert.Equal(TargetOutcome.ReloadRefused, mended.Outcome);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "new")).Outcome);
        Assert.Equal("new", harness.TextOf("a"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
