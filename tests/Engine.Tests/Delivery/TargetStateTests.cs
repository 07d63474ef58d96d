using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class TargetStateTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly ScriptedReload reload = ScriptedReload.ThatRefusesBad();
    private readonly TargetDefinition target;

    public TargetStateTests() => target = harness.Target("a", harness.Use("tell", reload));

    private string State => Path.Combine(harness.Data, "targets/a/state.json");

    private string LastGood => Path.Combine(harness.Data, "targets/a/last-good");

    [Fact]
    public async Task What_was_applied_is_known_after_a_restart()
    {
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();

        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "one")).Outcome);
        Assert.Single(reload.Calls);
    }

    [Fact]
    public async Task Nobody_else_can_read_what_is_remembered()
    {
        await harness.PassAsync(target, "secret");

        Assert.Equal("secret", File.ReadAllText(LastGood));
        foreach (string file in new[] { State, LastGood })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(State)!));
        Assert.DoesNotContain("secret", File.ReadAllText(State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"destination\": ")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("{ \"refused\": 7 }")]
    public async Task A_damaged_state_is_told_costs_one_reload_and_loses_nothing(string damage)
    {
        await harness.PassAsync(target, "good");
        File.WriteAllText(State, damage);
        await harness.RestartAsync();

        TargetReport report = await harness.PassAsync(target, "good");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        Assert.Equal(2, reload.Calls.Count);
        Assert.Contains(harness.LogLines, line => line.Contains($"Target a: cannot read {State}; its reload may run once more than needed: "));
        Assert.Equal(damage, File.ReadAllText(State + TargetStateStore.Aside));
        Assert.Single(harness.LogLines, line => line == $"Target a: cannot read {State}; renamed it to {State}{TargetStateStore.Aside}");
        await harness.PassAsync(target, "bad");
        Assert.Equal("good", harness.TextOf("a"));
        await harness.RestartAsync();
        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "good")).Outcome);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "version": 1, "destination": null, "reload": null, "installed": null, "installing": null, "applied": null, "lastGood": null }""")]
    [InlineData("""{ "pending": {}, "refused": { "inputs": null } }""")]
    public async Task A_state_without_its_fields_costs_one_reload_and_the_last_good_content_is_found(string state)
    {
        await harness.PassAsync(target, "good");
        File.WriteAllText(State, state);
        await harness.RestartAsync();

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
        await harness.PassAsync(target, "bad");

        Assert.Equal("good", harness.TextOf("a"));
        Assert.False(File.Exists(State + TargetStateStore.Aside));
        Assert.Empty(harness.LogLines);
    }

    [Fact]
    public async Task A_state_of_a_newer_release_is_put_aside()
    {
        await harness.PassAsync(target, "good");
        string newer = """{ "version": 1000, "destination": { "path": "/a" } }""";
        File.WriteAllText(State, newer);
        await harness.RestartAsync();

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);

        Assert.Equal(newer, File.ReadAllText(State + TargetStateStore.Aside));
        Assert.Contains(harness.LogLines, line => line.Contains("the file has version 1000, but this basenode reads only versions up to 1"));
    }

    [Fact]
    public async Task A_preview_leaves_a_damaged_state_where_it_is()
    {
        await harness.PassAsync(target, "good");
        File.WriteAllText(State, "damaged");
        await harness.RestartAsync();

        await harness.PreviewAsync(target, "better");

        Assert.Equal("damaged", File.ReadAllText(State));
        Assert.False(File.Exists(State + TargetStateStore.Aside));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_state_is_put_aside()
    {
        Directory.CreateDirectory(State);

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
        await harness.RestartAsync();

        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "good")).Outcome);
    }

    [Fact]
    public async Task A_damaged_state_while_a_reload_is_pending_does_not_lose_it()
    {
        reload.Answer = _ => ReloadResult.Unreachable("away");
        await harness.PassAsync(target, "one");
        File.WriteAllText(State, "damaged");
        await harness.RestartAsync();
        reload.Answer = _ => ReloadResult.Applied("");

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "one")).Outcome);
    }

    [Fact]
    public async Task A_memory_that_is_gone_costs_one_reload()
    {
        await harness.PassAsync(target, "one");
        Directory.Delete(harness.Data, recursive: true);
        await harness.RestartAsync();

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "one")).Outcome);
        await harness.RestartAsync();
        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "one")).Outcome);
        Assert.Equal(2, reload.Calls.Count);
    }

    [Fact]
    public async Task A_memory_that_cannot_be_written_is_told_once_and_the_engine_goes_on_with_its_own()
    {
        File.WriteAllText(harness.Data, "a file where a folder should be");

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
        Assert.Equal(TargetOutcome.Unchanged, (await harness.PassAsync(target, "good")).Outcome);
        Assert.Equal(TargetOutcome.ReloadRefused, (await harness.PassAsync(target, "bad")).Outcome);

        Assert.Equal("good", harness.TextOf("a"));
        Assert.Single(harness.LogLines, line => line.Contains("a restart will not know what was applied: "));
    }

    [Fact]
    public async Task A_lost_last_good_leaves_the_refused_file_in_place_and_says_so()
    {
        await harness.PassAsync(target, "good");
        File.Delete(LastGood);

        TargetReport report = await harness.PassAsync(target, "bad");
        TargetReport again = await harness.PassAsync(target, "bad");

        Assert.Equal((TargetOutcome.ReloadRefused, TargetOutcome.ReloadRefused), (report.Outcome, again.Outcome));
        Assert.Contains("the refused content is still in place", report.Message);
        Assert.Equal(2, reload.Calls.Count);
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
    }

    [Fact]
    public async Task A_target_that_moves_starts_anew_and_the_old_file_stays()
    {
        await harness.PassAsync(target, "one");

        TargetReport report = await harness.PassAsync(target with { Destination = harness.Out("moved") }, "one");

        Assert.Equal((TargetOutcome.Applied, 2), (report.Outcome, reload.Calls.Count));
        harness.HoldsOnly("a", "moved");
    }

    [Fact]
    public async Task Another_reload_has_confirmed_nothing_yet()
    {
        await harness.PassAsync(target, "one");
        var second = new ScriptedReload();

        await harness.PassAsync(target with { Reload = harness.Use("other", second) }, "one");

        Assert.Single(second.Calls);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_of_dots_stays_inside_the_data_folder(string name)
    {
        await harness.PassAsync(harness.Target("x") with { Name = name }, "one");

        Assert.Equal(["targets"], Directory.GetFileSystemEntries(harness.Data).Select(Path.GetFileName));
        Assert.Single(Directory.GetDirectories(Path.Combine(harness.Data, "targets")));
        Assert.Empty(Directory.GetFiles(Path.Combine(harness.Data, "targets")));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_extend_a_wait()
    {
        reload.Answer = _ => ReloadResult.Refused("no");
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Applied("");
        await harness.RestartAsync();
        await harness.StopAsync();
        await using var earlier = new DeliveryClock(harness, TimeSpan.FromDays(-300));

        Assert.Equal(TargetOutcome.Applied, (await earlier.PassAsync(target, "one")).Outcome);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    /// <summary>An engine on the same folders with another clock.</summary>
    private sealed class DeliveryClock : IAsyncDisposable
    {
        private readonly DeliveryStage stage;
        private readonly Contributions contributions;

        public DeliveryClock(DeliveryHarness harness, TimeSpan offset)
        {
            contributions = harness.Contributions;
            var time = new FakeTimeProvider(harness.Time.GetUtcNow() + offset);
            stage = new(
                new EngineSettings { DataFolder = harness.Data },
                new ChangeSignal(),
                new Watchdog(time),
                new RetryClock(time, new Random(1)),
                NullLogger.Instance);
        }

        public async Task<TargetReport> PassAsync(TargetDefinition target, string text)
        {
            return (await DeliveryHarness.PassAsync(stage, contributions, DeliveryHarness.Rendered(target, text)))[0];
        }

        public ValueTask DisposeAsync() => stage.DisposeAsync();
    }
}
