using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

public sealed class GroupTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly ScriptedReload reload = ScriptedReload.ThatRefusesBad();
    private readonly TargetDefinition a;
    private readonly TargetDefinition b;
    private readonly TargetDefinition other;

    public GroupTests()
    {
        NamedAction use = harness.Use("tell", reload);
        NamedAction check = harness.Use("strict", new ScriptedCheck(request =>
            request.Content.Contains("unchecked") ? CheckResult.Refuse("not so") : CheckResult.Accept));
        a = harness.Target("a", use, check);
        b = harness.Target("b", use);
        other = harness.Target("other");
    }

    [Fact]
    public async Task A_refused_check_holds_back_all_that_share_the_reload_and_nobody_else()
    {
        await PassAsync("1", "1", "1");

        TargetReport[] reports = await PassAsync("unchecked", "2", "2");

        Assert.Equal([TargetOutcome.CheckRefused, TargetOutcome.CheckRefused, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal("held back with target a, which shares its reload and was refused by its check", reports[1].Message);
        Assert.Equal(reports[0].RetryAt, reports[1].RetryAt);
        Assert.Equal(("1", "1", "2"), (harness.TextOf("a"), harness.TextOf("b"), harness.TextOf("other")));
        harness.HoldsOnly("a", "b", "other");
        Assert.Single(reload.Calls);
        Assert.Equal(TargetOutcome.CheckRefused, (await PassAsync("unchecked", "3", "2"))[1].Outcome);
        Assert.Equal("1", harness.TextOf("b"));
        Assert.All(await PassAsync("2", "3", "2"), report => Assert.NotEqual(TargetOutcome.CheckRefused, report.Outcome));
        Assert.Equal(("2", "3"), (harness.TextOf("a"), harness.TextOf("b")));
    }

    [Fact]
    public async Task A_destination_that_cannot_be_written_holds_back_all_that_share_the_reload()
    {
        await PassAsync("1", "1", "1");
        File.Delete(harness.Out("b"));
        Directory.CreateDirectory(harness.Out("b"));

        TargetReport[] reports = await PassAsync("2", "2", "2");

        Assert.Equal([TargetOutcome.WriteFailed, TargetOutcome.WriteFailed, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal("held back with target b, which shares its reload and cannot be written", reports[0].Message);
        Assert.Equal("1", harness.TextOf("a"));
        harness.HoldsOnly("a", "b", "other");
    }

    [Fact]
    public async Task A_broken_template_does_not_hold_back_the_others()
    {
        await PassAsync("1", "1", "1");

        TargetReport[] reports =
        [
            .. await harness.PassAsync(new RenderedTarget { Target = a, Error = "typo" }, DeliveryHarness.Rendered(b, "2")),
        ];

        Assert.Equal([TargetOutcome.RenderFailed, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal(("1", "2"), (harness.TextOf("a"), harness.TextOf("b")));
        Assert.Equal(["1", "2"], reload.Calls[^1].Targets.Select(target => target.NewContent));
    }

    [Fact]
    public async Task A_refused_reload_rolls_back_every_member_that_changed()
    {
        await PassAsync("1", "1", "1");

        TargetReport[] reports = await PassAsync("2", "bad", "2");

        Assert.Equal([TargetOutcome.ReloadRefused, TargetOutcome.ReloadRefused, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal(("1", "1", "2"), (harness.TextOf("a"), harness.TextOf("b"), harness.TextOf("other")));
        reports = await PassAsync("2", "bad", "2");
        Assert.Equal([TargetOutcome.ReloadRefused, TargetOutcome.ReloadRefused, TargetOutcome.Unchanged], reports.Select(report => report.Outcome));
        Assert.Equal(2, reload.Calls.Count);
    }

    [Fact]
    public async Task Another_text_of_any_member_is_worth_another_try()
    {
        await PassAsync("1", "1", "1");
        await PassAsync("2", "bad", "1");

        await PassAsync("3", "bad", "1");
        TargetReport[] reports = await PassAsync("3", "3", "1");

        Assert.Equal(4, reload.Calls.Count);
        Assert.Equal([TargetOutcome.Applied, TargetOutcome.Applied, TargetOutcome.Unchanged], reports.Select(report => report.Outcome));
    }

    [Fact]
    public async Task A_member_that_did_not_change_is_not_reported_as_refused()
    {
        await PassAsync("1", "1", "1");

        TargetReport[] reports = await PassAsync("1", "bad", "1");

        Assert.Equal([TargetOutcome.Unchanged, TargetOutcome.ReloadRefused, TargetOutcome.Unchanged], reports.Select(report => report.Outcome));
        Assert.Equal("1", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_file_that_was_right_from_the_start_is_not_removed_by_a_roll_back()
    {
        File.WriteAllText(harness.Out("a"), "1");

        await PassAsync("1", "bad", "1");

        Assert.Equal("1", harness.TextOf("a"));
        harness.HoldsOnly("a", "other");
    }

    [Fact]
    public async Task A_member_that_cannot_be_put_in_place_after_all_takes_the_others_back()
    {
        await PassAsync("1", "1", "1");
        NamedAction spoil = harness.Use("spoil", new ScriptedCheck(_ =>
        {
            File.Delete(harness.Out("b"));
            Directory.CreateDirectory(harness.Out("b/full"));
            return CheckResult.Accept;
        }));

        TargetReport[] reports =
        [
            .. await harness.PassAsync(DeliveryHarness.Rendered(a, "2"), DeliveryHarness.Rendered(b with { Check = spoil }, "2")),
        ];

        Assert.Equal([TargetOutcome.WriteFailed, TargetOutcome.WriteFailed], reports.Select(report => report.Outcome));
        Assert.Equal("held back with target b, which shares its reload and cannot be written", reports[0].Message);
        Assert.Equal("1", harness.TextOf("a"));
        harness.HoldsOnly("a", "b", "other");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    private async Task<TargetReport[]> PassAsync(string textOfA, string textOfB, string textOfOther) =>
    [
        .. await harness.PassAsync(DeliveryHarness.Rendered(a, textOfA), DeliveryHarness.Rendered(b, textOfB), DeliveryHarness.Rendered(other, textOfOther)),
    ];
}
