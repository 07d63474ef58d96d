using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>A name for a name works in delivery as the name itself does.</summary>
public sealed class AliasTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task A_check_may_be_an_alias_of_an_alias()
    {
        harness.Use("strict", ScriptedCheck.ThatRefusesBad());
        AddCheck("inner", new NamedAction("strict", []));
        AddCheck("outer", new NamedAction("inner", []));

        TargetReport refused = await harness.PassAsync(Checked("outer"), "bad");
        TargetReport accepted = await harness.PassAsync(Checked("outer"), "good");

        Assert.Equal((TargetOutcome.CheckRefused, "line 1\nis bad"), (refused.Outcome, refused.Message));
        Assert.Equal(TargetOutcome.Applied, accepted.Outcome);
    }

    [Fact]
    public async Task A_check_may_be_an_alias_of_a_named_command()
    {
        AddCheck("test", DeliveryHarness.Shell("grep -q good \"$1\"", 20, "{{ candidate }}"));
        AddCheck("outer", new NamedAction("test", []));

        Assert.Equal(TargetOutcome.CheckRefused, (await harness.PassAsync(Checked("outer"), "other")).Outcome);
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(Checked("outer"), "good")).Outcome);
    }

    [Fact]
    public async Task A_reload_may_be_an_alias_of_an_alias_and_arguments_join()
    {
        var made = new List<string>();
        AddFamily("restart", made);
        AddReload("one", new NamedAction("restart", ["x"]));
        AddReload("two", new NamedAction("one", ["y"]));

        TargetReport report = await harness.PassAsync(harness.Target("a", new NamedAction("two", ["z"])), "text");

        Assert.Equal((TargetOutcome.Applied, "x y z"), (report.Outcome, report.Message));
    }

    [Fact]
    public async Task Targets_share_a_lane_when_their_reloads_come_down_to_the_same()
    {
        var reload = new ScriptedReload();
        harness.Use("tell", reload);
        AddReload("inner", new NamedAction("tell", []));
        AddReload("outer", new NamedAction("inner", []));

        await harness.PassAsync(
            DeliveryHarness.Rendered(harness.Target("a", new NamedAction("tell", [])), "1"),
            DeliveryHarness.Rendered(harness.Target("b", new NamedAction("inner", [])), "1"),
            DeliveryHarness.Rendered(harness.Target("c", new NamedAction("outer", [])), "1"));

        Assert.Equal(["a", "b", "c"], Assert.Single(reload.Calls).Targets.Select(target => target.Target));
    }

    [Fact]
    public async Task A_reload_may_be_an_alias_of_a_named_command()
    {
        AddReload("note", DeliveryHarness.Shell("echo \"$1\" >> \"$0\"", 20, "{{ target }}") is var shell
            ? shell with { Words = [.. shell.Words.Select((word, index) => index == 3 ? harness.Folder["noted"] : word)] }
            : null!);
        AddReload("outer", new NamedAction("note", []));

        TargetReport report = await harness.PassAsync(harness.Target("a", new NamedAction("outer", [])), "1");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        Assert.Equal(["a"], File.ReadAllLines(harness.Folder["noted"]));
    }

    [Fact]
    public async Task What_an_alias_does_not_lead_to_is_told_with_the_way()
    {
        AddReload("outer", new NamedAction("inner", []));
        AddReload("inner", new NamedAction("no-such-action", []));
        AddReload("round", new NamedAction("back", []));
        AddReload("back", new NamedAction("round", []));
        AddReload("line", new CommandAction(["true"], null, null));

        Assert.EndsWith("outer uses inner, inner uses no-such-action, and no plugin registers the reload no-such-action; registered: back, inner, line, outer, round", await MessageAsync("outer"));
        Assert.EndsWith("reload round leads back to itself: round uses back, back uses round", await MessageAsync("round"));
        Assert.EndsWith("reload line is the command 'true' and takes no arguments, but is used with: x", await MessageAsync("line", "x"));

        async Task<string> MessageAsync(string name, params string[] arguments)
        {
            TargetReport report = await harness.PassAsync(harness.Target(name, new NamedAction(name, arguments)), "1");
            Assert.Equal(TargetOutcome.Pending, report.Outcome);
            return report.Message;
        }
    }

    private TargetDefinition Checked(string check) => harness.Target("a", check: new NamedAction(check, []));

    private void AddCheck(string name, TargetAction action) =>
        harness.Contributions = harness.Contributions with { CheckAliases = harness.Contributions.CheckAliases.Add(name, action), Revision = harness.Contributions.Revision + 1 };

    private void AddReload(string name, TargetAction action) =>
        harness.Contributions = harness.Contributions with { ReloadAliases = harness.Contributions.ReloadAliases.Add(name, action) };

    private void AddFamily(string name, List<string> made) => harness.Contributions = harness.Contributions with
    {
        Reloads = harness.Contributions.Reloads.Add(name, arguments =>
        {
            made.Add(string.Join(' ', arguments));
            return new ScriptedReload { Answer = _ => ReloadResult.Applied(string.Join(' ', arguments)) };
        }),
    };
}
