using Basenode.Engine.Delivery;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class BadDestinationTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly List<string> mounts = [];

    [Fact]
    public Task A_folder_is_refused()
    {
        Directory.CreateDirectory(harness.Out("bad"));
        return RefusesAsync("it is a folder");
    }

    [Fact]
    public async Task Something_else_than_a_file_is_refused()
    {
        await RunAsync("mkfifo", harness.Out("bad"));
        await RefusesAsync("it is not a regular file");
    }

    [Fact]
    public Task A_missing_folder_is_named_and_not_made() =>
        RefusesAsync($"its folder {harness.Out("none")} does not exist", harness.Out("none/bad"));

    [Fact]
    public async Task A_file_mounted_by_itself_is_refused_and_its_text_kept()
    {
        File.WriteAllText(harness.Folder["source"], "old");
        File.WriteAllText(harness.Out("bad"), "");
        await MountAsync(harness.Out("bad"), "--bind", harness.Folder["source"]);

        await RefusesAsync("mount its folder instead");

        Assert.Equal("old", harness.TextOf("bad"));
        Assert.Equal("old", File.ReadAllText(harness.Folder["source"]));
    }

    [Fact]
    public async Task A_file_in_a_mounted_folder_is_replaced()
    {
        Directory.CreateDirectory(harness.Folder["source"]);
        Directory.CreateDirectory(harness.Out("mounted"));
        await MountAsync(harness.Out("mounted"), "--bind", harness.Folder["source"]);

        await harness.PassAsync(harness.Target("a") with { Destination = harness.Out("mounted/a") }, "text");

        Assert.Equal("text", File.ReadAllText(harness.Folder["source/a"]));
    }

    [Fact]
    public async Task A_read_only_file_system_is_told_and_an_unchanged_file_there_is_no_error()
    {
        Directory.CreateDirectory(harness.Out("ro"));
        await MountAsync(harness.Out("ro"), "-t", "tmpfs", "none");
        File.WriteAllText(harness.Out("ro/bad"), "old");
        await RunAsync("mount", "-o", "remount,ro", harness.Out("ro"));

        await RefusesAsync("Read-only file system", harness.Out("ro/bad"));

        Assert.Equal("old", harness.TextOf("ro/bad"));
        TargetReport report = await harness.PassAsync(harness.Target("same") with { Destination = harness.Out("ro/bad") }, "old");
        Assert.Equal(TargetOutcome.Unchanged, report.Outcome);
    }

    [Fact]
    public async Task A_full_disk_is_told_the_old_file_stays_and_it_heals_when_there_is_space()
    {
        Directory.CreateDirectory(harness.Out("full"));
        await MountAsync(harness.Out("full"), "-t", "tmpfs", "-o", "size=64k", "none");
        File.WriteAllText(harness.Out("full/bad"), "old");
        string large = new('x', 200_000);

        TargetReport report = await RefusesAsync("No space left on device", harness.Out("full/bad"), large);

        Assert.Equal("old", harness.TextOf("full/bad"));
        Assert.Equal(["bad"], Directory.GetFiles(harness.Out("full")).Select(Path.GetFileName).Where(name => !name!.EndsWith(".lock")));
        Assert.NotNull(report.RetryAt);
        await RunAsync("mount", "-o", "remount,size=1m", harness.Out("full"));
        TargetReport healed = (await PassAsync(harness.Out("full/bad"), large))[0];
        Assert.Equal(TargetOutcome.Applied, healed.Outcome);
        Assert.Equal(large, harness.TextOf("full/bad"));
    }

    [Fact]
    public async Task A_folder_without_the_right_to_write_is_told()
    {
        await RunAsync("chattr", "+i", harness.Folder["out"]);
        try
        {
            TargetReport report = await harness.PassAsync(harness.Target("bad"), "text");

            Assert.Equal(TargetOutcome.WriteFailed, report.Outcome);
            Assert.Contains("Operation not permitted", report.Message);
        }
        finally
        {
            await RunAsync("chattr", "-i", harness.Folder["out"]);
        }

        harness.HoldsOnly();
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(harness.Target("bad"), "text")).Outcome);
    }

    [Fact]
    public Task A_relative_path_is_refused() => RefusesAsync("it is not an absolute path", "bad.cfg");

    [Fact]
    public async Task Two_targets_with_one_destination_are_named()
    {
        TargetReport[] reports =
        [
            .. await harness.PassAsync(
                DeliveryHarness.Rendered(harness.Target("first") with { Destination = harness.Out("x") }, "1"),
                DeliveryHarness.Rendered(harness.Target("second") with { Destination = harness.Out("./x") }, "2")),
        ];

        Assert.Equal([TargetOutcome.Applied, TargetOutcome.WriteFailed], reports.Select(report => report.Outcome));
        Assert.Contains("target first already writes this file", reports[1].Message);
        Assert.Equal("1", harness.TextOf("x"));
    }

    [Fact]
    public async Task Two_engines_never_write_one_file()
    {
        await harness.PassAsync(harness.Target("a"), "first");
        DeliveryStage second = harness.NewStage();

        TargetReport report = await SecondAsync();

        Assert.Equal(TargetOutcome.WriteFailed, report.Outcome);
        Assert.Equal($"cannot write {harness.Out("a")}: another basenode (pid {Environment.ProcessId}) writes this file; stop one of the two", report.Message);
        Assert.NotNull(report.RetryAt);
        Assert.Equal("first", harness.TextOf("a"));
        await harness.RestartAsync();
        Assert.Equal(TargetOutcome.Applied, (await SecondAsync()).Outcome);
        Assert.Equal("second", harness.TextOf("a"));
        Assert.Equal(TargetOutcome.WriteFailed, (await harness.PassAsync(harness.Target("a"), "first")).Outcome);
        await second.DisposeAsync();

        async Task<TargetReport> SecondAsync()
        {
            return (await DeliveryHarness.PassAsync(second, Contributions.Empty, DeliveryHarness.Rendered(harness.Target("a"), "second")))[0];
        }
    }

    [Fact]
    public async Task A_lock_that_is_a_link_is_not_followed()
    {
        File.WriteAllText(harness.Folder["victim"], "precious");
        File.CreateSymbolicLink(harness.Out(".bad.lock"), harness.Folder["victim"]);

        await RefusesAsync("the lock");

        Assert.Equal("precious", File.ReadAllText(harness.Folder["victim"]));
    }

    public ValueTask DisposeAsync()
    {
        foreach (string mount in mounts)
        {
            System.Diagnostics.Process.Start("umount", ["-l", mount]).WaitForExit();
        }

        return harness.DisposeAsync();
    }

    // The bad one is told, the other goes on, and nothing stays behind.
    private async Task<TargetReport> RefusesAsync(string message, string? destination = null, string text = "text")
    {
        string[] before = [.. Directory.GetFileSystemEntries(harness.Folder["out"]).Where(path => !path.EndsWith(".lock"))];

        TargetReport[] reports = await PassAsync(destination ?? harness.Out("bad"), text);

        Assert.Equal([TargetOutcome.WriteFailed, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.StartsWith($"cannot write {destination ?? harness.Out("bad")}: ", reports[0].Message);
        Assert.Contains(message, reports[0].Message);
        Assert.Equal("good", harness.TextOf("good"));
        harness.HoldsOnly([.. before.Select(path => Path.GetFileName(path)), "good"]);
        return reports[0];
    }

    private async Task<TargetReport[]> PassAsync(string destination, string text) =>
    [
        .. await harness.PassAsync(
            DeliveryHarness.Rendered(harness.Target("bad") with { Destination = destination }, text),
            DeliveryHarness.Rendered(harness.Target("good"), "good")),
    ];

    private async Task MountAsync(string place, params string[] arguments)
    {
        await RunAsync("mount", [.. arguments, place]);
        mounts.Add(place);
    }

    // These tests need root and mounts: without them they fail, and say so.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        (int code, string output) = await ChildProcess.RunAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}");
    }
}
