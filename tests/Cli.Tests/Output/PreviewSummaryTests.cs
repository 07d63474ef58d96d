using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Cli.Tests.Output;

public sealed class PreviewSummaryTests
{
    private static readonly ReloadPlan Runtime = new("runtime: +3 −1 servers in web") { Changes = ["+3 −1 servers in web"], Reloads = false };
    private static readonly ReloadPlan Reload = new("reload: frontend web changed") { Reloads = true, Reasons = ["frontend web changed"] };

    [Fact]
    public void Each_change_is_told_by_its_meaning_in_one_line()
    {
        Assert.Equal(
            "web: +3 −1 servers in web -> runtime, no reload · other: reload, because frontend web changed · 2 of 4 targets unchanged",
            Line(Changing("web", Runtime), Changing("other", Reload), Same("a"), Same("b")));
        Assert.Equal("plain: +2 −1 lines", Line(Changing("plain", null)));
        Assert.Equal("motd: +2 −1 lines -> restart motd", Line(Changing("motd", new ReloadPlan("restart motd"))));
    }

    [Fact]
    public void Targets_that_share_a_reload_are_told_together() => Assert.Equal(
        "haproxy, hosts.map: +3 −1 servers in web -> runtime, no reload · other: +2 −1 lines -> x",
        Line(Changing("haproxy", Runtime), Changing("other", new ReloadPlan("x")), Changing("hosts.map", Runtime)));

    [Fact]
    public void A_new_file_and_a_due_reload_are_told_as_such()
    {
        Assert.Equal("new: new file, 2 lines -> reload, because frontend web changed", Line(new TargetPreview { Target = "new", Destination = "/new", Proposed = "a\nb\n", Plan = Reload }));
        Assert.Equal("due: a reload is due -> reload: not confirmed", Line(Same("due") with { Plan = new ReloadPlan("reload: not confirmed") }));
    }

    [Fact]
    public void What_is_wrong_is_told_with_its_place() => Assert.Equal(
        "bad: bad.sbn:1:4: no such name · refused: +2 −1 lines, refused by its check · error in odd.csx",
        Line(
            [
                new TargetPreview { Target = "bad", Destination = "/bad", Error = "bad.sbn:1:4: no such name\n 1 | {{ x }}" },
                Changing("refused", null) with { Check = "x", Refusal = "no" },
            ],
            [new Problem(ProblemKind.PluginFailed, "odd.csx", "odd.csx:3:1: error")]));

    private static string Line(params TargetPreview[] targets) => Line(targets, []);

    private static string Line(TargetPreview[] targets, Problem[] problems) => string.Join(
        " · ",
        PreviewSummary.Of(new PreviewReport([.. targets], [.. problems], [], [], [], IsSettled: true), [.. targets.Select(TargetDifference.Of)]).Select(phrase => phrase.Text));

    private static TargetPreview Changing(string name, ReloadPlan? plan) =>
        new() { Target = name, Destination = $"/{name}", Current = "a\nb\n", Proposed = "a\nc\nd\n", Plan = plan };

    private static TargetPreview Same(string name) => new() { Target = name, Destination = $"/{name}", Current = "a\n", Proposed = "a\n" };
}
