using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class CommitTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task A_new_text_is_put_in_place_with_the_default_mode_and_nothing_else_stays()
    {
        TargetReport report = await harness.PassAsync(harness.Target("a"), "one\n");

        Assert.Equal((TargetOutcome.Applied, "put in place"), (report.Outcome, report.Message));
        Assert.Equal("one\n", harness.TextOf("a"));
        Assert.Equal("644", Mode("a"));
        Assert.Equal(report.Installed, report.Applied);
        Assert.Equal(16, report.Installed.Length);
        harness.HoldsOnly("a");
    }

    [Fact]
    public async Task An_unchanged_text_is_not_written_again()
    {
        TargetDefinition target = harness.Target("a");
        await harness.PassAsync(target, "one");
        DateTime written = File.GetLastWriteTimeUtc(harness.Out("a"));

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Unchanged, ""), (report.Outcome, report.Message));
        Assert.Equal(written, File.GetLastWriteTimeUtc(harness.Out("a")));
    }

    [Fact]
    public async Task Mode_and_owner_of_what_is_there_are_kept()
    {
        File.WriteAllText(harness.Out("a"), "old");
        await RunAsync("chown", "nobody:daemon", harness.Out("a"));
        await RunAsync("chmod", "2640", harness.Out("a"));

        await harness.PassAsync(harness.Target("a"), "new");

        Assert.Equal("new", harness.TextOf("a"));
        Assert.Equal("2640 nobody daemon", await RunAsync("stat", "-c", "%a %U %G", harness.Out("a")));
    }

    [Fact]
    public async Task Mode_and_owner_are_as_given_and_put_right_when_somebody_changes_them()
    {
        TargetDefinition target = harness.Target("a") with { Mode = (UnixFileMode)0b110_100_000, Owner = "nobody", Group = "1" };
        await harness.PassAsync(target, "one");
        Assert.Equal("640 nobody daemon", await RunAsync("stat", "-c", "%a %U %G", harness.Out("a")));

        await RunAsync("chmod", "666", harness.Out("a"));
        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        Assert.Contains("mode and owner were corrected", report.Message);
        Assert.Equal("640 nobody daemon", await RunAsync("stat", "-c", "%a %U %G", harness.Out("a")));
    }

    [Fact]
    public async Task An_unknown_owner_is_named()
    {
        TargetReport report = await harness.PassAsync(harness.Target("a") with { Owner = "nosuchuser" }, "one");

        Assert.Equal(TargetOutcome.WriteFailed, report.Outcome);
        Assert.Contains("there is no user \"nosuchuser\" on this machine", report.Message);
        harness.HoldsOnly();
    }

    [Fact]
    public async Task A_link_stays_and_what_it_points_to_is_replaced()
    {
        Directory.CreateDirectory(harness.Folder["real"]);
        File.WriteAllText(harness.Folder["real/file"], "old");
        File.CreateSymbolicLink(harness.Out("middle"), "../real/file");
        File.CreateSymbolicLink(harness.Out("a"), harness.Out("middle"));

        TargetReport report = await harness.PassAsync(harness.Target("a"), "new");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        Assert.Equal(harness.Folder["real/file"], report.Destination);
        Assert.Equal("new", File.ReadAllText(harness.Folder["real/file"]));
        Assert.NotNull(new FileInfo(harness.Out("a")).LinkTarget);
    }

    [Fact]
    public async Task A_link_to_nothing_is_followed_to_where_the_file_belongs()
    {
        Directory.CreateDirectory(harness.Folder["real"]);
        File.CreateSymbolicLink(harness.Out("a"), harness.Folder["real/file"]);

        await harness.PassAsync(harness.Target("a"), "new");

        Assert.Equal("new", File.ReadAllText(harness.Folder["real/file"]));
    }

    [Fact]
    public async Task A_link_in_a_circle_is_refused()
    {
        File.CreateSymbolicLink(harness.Out("a"), harness.Out("b"));
        File.CreateSymbolicLink(harness.Out("b"), harness.Out("a"));

        TargetReport report = await harness.PassAsync(harness.Target("a"), "new");

        Assert.Equal(TargetOutcome.WriteFailed, report.Outcome);
        Assert.StartsWith($"cannot write {harness.Out("a")}: ", report.Message);
    }

    [Fact]
    public async Task What_was_edited_from_outside_is_restored_and_said()
    {
        TargetDefinition target = harness.Target("a");
        await harness.PassAsync(target, "one");
        File.WriteAllText(harness.Out("a"), "two");

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Applied, "was edited from outside; restored"), (report.Outcome, report.Message));
        Assert.Equal("one", harness.TextOf("a"));
        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "one")).Outcome);
    }

    [Fact]
    public async Task What_was_deleted_from_outside_is_restored_and_said_also_after_a_restart()
    {
        TargetDefinition target = harness.Target("a");
        await harness.PassAsync(target, "one");
        File.Delete(harness.Out("a"));
        await harness.RestartAsync();

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Applied, "was deleted from outside; restored"), (report.Outcome, report.Message));
        Assert.Equal("one", harness.TextOf("a"));
    }

    [Fact]
    public async Task What_was_edited_is_restored_also_while_the_template_is_broken()
    {
        TargetDefinition target = harness.Target("a");
        await harness.PassAsync(target, "one");
        File.WriteAllText(harness.Out("a"), "two");

        TargetReport report = Assert.Single(await harness.PassAsync(new RenderedTarget { Target = target, Error = "a.sbn(1,1): no" }));

        Assert.Equal((TargetOutcome.RenderFailed, "a.sbn(1,1): no\nwas edited from outside; restored"), (report.Outcome, report.Message));
        Assert.Equal("one", harness.TextOf("a"));
    }

    [Fact]
    public async Task Without_a_text_what_is_in_place_stays()
    {
        File.WriteAllText(harness.Out("a"), "by hand");

        TargetReport[] reports =
        [
            .. await harness.PassAsync(new RenderedTarget { Target = harness.Target("a"), Error = "typo" }, new RenderedTarget { Target = harness.Target("b"), Waiting = "key x" }),
        ];

        Assert.Equal([(TargetOutcome.RenderFailed, "typo"), (TargetOutcome.Waiting, "key x")], reports.Select(report => (report.Outcome, report.Message)));
        Assert.Equal("by hand", harness.TextOf("a"));
        harness.HoldsOnly("a");
    }

    [Fact]
    public async Task Text_is_written_as_utf8_without_a_mark()
    {
        await harness.PassAsync(harness.Target("a"), "ä€");

        Assert.Equal("c3a4e282ac", Convert.ToHexStringLower(File.ReadAllBytes(harness.Out("a"))));
    }

    [Fact]
    public async Task Below_a_root_missing_folders_are_made_and_links_do_not_lead_out()
    {
        await using var rooted = new DeliveryHarness { Root = harness.Folder["root"] };
        await rooted.RestartAsync();
        Directory.CreateDirectory(harness.Folder["root/etc"]);
        File.CreateSymbolicLink(harness.Folder["root/etc/link"], "/etc/basenode-test-escape");

        TargetReport[] reports =
        [
            .. await rooted.PassAsync(
                DeliveryHarness.Rendered(harness.Target("a") with { Destination = "/etc/../../etc/new/a" }, "text"),
                DeliveryHarness.Rendered(harness.Target("b") with { Destination = "/etc/link" }, "text")),
        ];

        Assert.Equal("text", File.ReadAllText(harness.Folder["root/etc/new/a"]));
        Assert.Equal((TargetOutcome.Applied, harness.Folder["root/etc/new/a"]), (reports[0].Outcome, reports[0].Destination));
        Assert.Equal(TargetOutcome.WriteFailed, reports[1].Outcome);
        Assert.Contains("which is outside of", reports[1].Message);
        Assert.False(File.Exists("/etc/basenode-test-escape"));
    }

    [Fact]
    public async Task Candidates_that_a_killed_engine_left_are_removed_and_other_files_are_not()
    {
        string[] others = [".a.tmp", ".a.12.tmp", ".a.12.0123456789abcdef.tmp2", ".b.12.0123456789abcdef.tmp", ".a.x.0123456789abcdef.tmp", "a.12.0123456789abcdef.tmp"];
        foreach (string name in others.Append(".a.12.0123456789abcdef.tmp"))
        {
            File.WriteAllText(harness.Out(name), "");
        }

        await harness.PassAsync(harness.Target("a"), "one");

        harness.HoldsOnly([.. others, "a"]);
        Assert.Contains(harness.LogLines, line => line.Contains(".a.12.0123456789abcdef.tmp"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    private string Mode(string name) => Convert.ToString((int)File.GetUnixFileMode(harness.Out(name)), 8);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        (int code, string output) = await ChildProcess.RunAsync(program, arguments);
        Assert.True(code == 0, output);
        return output.Trim();
    }
}
