using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

public sealed class PreviewTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task It_tells_both_texts_the_verdict_and_the_plan_and_changes_nothing()
    {
        File.WriteAllText(harness.Out("a"), "old");
        var check = new ScriptedCheck(request => CheckResult.Refuse($"{File.ReadAllText(request.Candidate)} at {request.Destination}"));
        var reload = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload), harness.Use("strict", check));

        TargetPreview refused = await harness.PreviewAsync(target, "new");
        TargetPreview planned = await harness.PreviewAsync(target with { Check = null }, "new");

        Assert.Equal(("old", "new", true), (refused.Current, refused.Proposed, refused.WouldChange));
        Assert.Equal(("strict", $"new at {harness.Out("a")}", null), (refused.Check, refused.Refusal, refused.Plan?.Summary));
        Assert.Equal((null, null, "tell the program of  -> new"), (planned.Check, planned.Refusal, planned.Plan?.Summary));
        Assert.Equal("old", harness.TextOf("a"));
        Assert.Equal([harness.Out("a")], Directory.GetFileSystemEntries(harness.Folder["out"]));
        Assert.False(Directory.Exists(harness.Data));
        Assert.Empty(reload.Calls);
        Assert.False(File.Exists(check.Calls[0].Candidate));
        Assert.False(Directory.Exists(Path.GetDirectoryName(check.Calls[0].Candidate)));
    }

    [Fact]
    public async Task What_is_in_place_and_in_use_has_neither_verdict_nor_plan()
    {
        var check = ScriptedCheck.ThatRefusesBad();
        TargetDefinition target = harness.Target("a", harness.Use("tell", new ScriptedReload()), harness.Use("strict", check));
        await harness.PassAsync(target, "one");

        TargetPreview preview = await harness.PreviewAsync(target, "one");

        Assert.Equal((false, null, null), (preview.WouldChange, preview.Refusal, preview.Plan?.Summary));
        Assert.Single(check.Calls);
    }

    [Fact]
    public async Task A_pending_reload_is_planned_although_the_file_is_right()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", new ScriptedReload { Answer = _ => ReloadResult.Unreachable("away") }));
        await harness.PassAsync(target, "one");

        TargetPreview preview = await harness.PreviewAsync(target, "one");

        Assert.Equal((false, "tell the program of  -> one"), (preview.WouldChange, preview.Plan?.Summary));
    }

    [Fact]
    public async Task A_command_as_another_user_reads_the_candidate_and_nobody_else_gets_into_its_folder()
    {
        CommandAction asNobody = DeliveryHarness.Shell("cat \"$1\"; stat -c %a $(dirname \"$1\"); exit 1", 20, "{{ candidate }}") with { User = "nobody" };
        CommandAction asRoot = asNobody with { User = null };

        TargetPreview nobody = await harness.PreviewAsync(harness.Target("a", check: asNobody), "text\n");
        TargetPreview root = await harness.PreviewAsync(harness.Target("a", check: asRoot), "text\n");

        Assert.EndsWith("text\n711", nobody.Refusal);
        Assert.EndsWith("text\n700", root.Refusal);
    }

    [Fact]
    public async Task A_destination_that_could_not_be_written_is_told()
    {
        Directory.CreateDirectory(harness.Out("folder"));

        Assert.Equal($"cannot write {harness.Out("folder")}: it is a folder", (await harness.PreviewAsync(harness.Target("folder"), "x")).Error);
        Assert.Contains("does not exist", (await harness.PreviewAsync(harness.Target("none/a"), "x")).Error);
    }

    [Fact]
    public async Task A_running_engine_does_not_matter()
    {
        await harness.PassAsync(harness.Target("a"), "one");

        TargetPreview preview = await harness.PreviewAsync(harness.Target("a"), "two");

        Assert.Equal(("one", "two", null), (preview.Current, preview.Proposed, preview.Error));
    }

    [Fact]
    public async Task A_command_is_planned_as_it_would_run()
    {
        TargetPreview preview = await harness.PreviewAsync(harness.Target("a", new CommandAction(["nginx", "-s", "reload", "{{ target }}"], null, null)), "x");

        Assert.Equal("run: nginx -s reload a", preview.Plan?.Summary);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
