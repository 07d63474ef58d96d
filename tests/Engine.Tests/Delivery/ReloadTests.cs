using System.Collections.Concurrent;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class ReloadTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task A_reload_runs_once_after_the_commit_and_is_told_old_and_new()
    {
        var reload = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));

        TargetReport first = await harness.PassAsync(target, "one");
        await harness.PassAsync(target, "two");
        TargetReport third = await harness.PassAsync(target, "two");

        Assert.Equal((TargetOutcome.Applied, "told the program"), (first.Outcome, first.Message));
        Assert.Equal(TargetOutcome.Unchanged, third.Outcome);
        Assert.Equal([(null, "one"), ("one", "two")], reload.Calls.Select(call => (call.Targets[0].OldContent, call.Targets[0].NewContent)));
        Assert.Equal(("a", "a.sbn", harness.Out("a")), (reload.Calls[0].Targets[0].Target, reload.Calls[0].Targets[0].Template, reload.Calls[0].Targets[0].Destination));
    }

    [Fact]
    public async Task A_reload_happens_once_for_all_that_share_it_and_names_the_unchanged_too()
    {
        var order = new ConcurrentQueue<string>();
        ScriptedReload one = Noting("one");
        ScriptedReload two = Noting("two");
        NamedAction useOne = harness.Use("one", one);
        NamedAction useTwo = harness.Use("two", two);

        await PassAsync("1");
        await PassAsync("1", second: "2");

        Assert.Equal(["one", "one", "two"], order.Order());
        Assert.Equal([("b", "1", false), ("c", "2", true)], one.Calls[1].Targets.Select(target => (target.Target, target.NewContent, target.IsChanged)));

        ScriptedReload Noting(string name) => new()
        {
            Answer = _ =>
            {
                order.Enqueue(name);
                return ReloadResult.Applied("");
            },
        };

        async Task PassAsync(string text, string? second = null) => await harness.PassAsync(
            DeliveryHarness.Rendered(harness.Target("a", useTwo), text),
            DeliveryHarness.Rendered(harness.Target("b", useOne), text),
            DeliveryHarness.Rendered(harness.Target("c", useOne), second ?? text));
    }

    [Fact]
    public async Task Equal_commands_share_a_reload_whether_named_or_not_and_placeholders_tell_them_apart()
    {
        CommandAction count = DeliveryHarness.Shell($"echo shared >> {harness.Folder["ran"]}");
        CommandAction each = DeliveryHarness.Shell($"echo $1 >> {harness.Folder["ran"]}", 20, "{{ target }}");
        harness.Contributions = harness.Contributions with { ReloadAliases = harness.Contributions.ReloadAliases.Add("count", count) };

        await harness.PassAsync(
            DeliveryHarness.Rendered(harness.Target("a", count), "1"),
            DeliveryHarness.Rendered(harness.Target("b", new NamedAction("count", [])), "1"),
            DeliveryHarness.Rendered(harness.Target("c", each), "1"),
            DeliveryHarness.Rendered(harness.Target("d", each), "1"));

        Assert.Equal(["c", "d", "shared"], File.ReadAllLines(harness.Folder["ran"]).Order());
    }

    [Fact]
    public async Task An_unreachable_program_keeps_the_new_file_and_is_tried_again_for_ever_through_restarts()
    {
        var reload = new ScriptedReload { Answer = _ => ReloadResult.Unreachable("connection refused") };
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        for (int i = 0; i < 12; i++)
        {
            TargetReport report = await harness.PassAsync(target, "one");

            Assert.Equal((TargetOutcome.Pending, "connection refused"), (report.Outcome, report.Message));
            Assert.InRange(report.RetryAt!.Value - harness.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(Math.Min(30, 0.25 * Math.Pow(2, i))));
            Assert.Equal(("", i + 1), (report.Applied, reload.Calls.Count));
            if (report.RetryAt > harness.Time.GetUtcNow())
            {
                Assert.Equal(report, await harness.PassAsync(target, "one"));
            }

            harness.Time.SetUtcNow(report.RetryAt.Value);
            await harness.RestartAsync();
        }

        reload.Answer = _ => ReloadResult.Applied("there it is");

        TargetReport applied = await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Applied, "there it is"), (applied.Outcome, applied.Message));
        Assert.Equal(applied.Installed, applied.Applied);
        Assert.Equal("one", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_new_text_while_the_program_is_away_is_put_in_place_and_covered_by_the_next_reload()
    {
        var reload = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Unreachable("away");
        await harness.PassAsync(target, "two");

        TargetReport third = await harness.PassAsync(target, "three");

        Assert.Equal(TargetOutcome.Pending, third.Outcome);
        Assert.Equal("three", harness.TextOf("a"));
        reload.Answer = _ => ReloadResult.Applied("");
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "three")).Outcome);
        Assert.Equal(("one", "three"), (reload.Calls[^1].Targets[0].OldContent, reload.Calls[^1].Targets[0].NewContent));
    }

    [Fact]
    public async Task A_text_that_returns_to_the_last_good_one_is_reloaded_as_the_program_may_have_taken_the_other()
    {
        var reload = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Unreachable("did not confirm in time");
        await harness.PassAsync(target, "two");
        reload.Answer = _ => ReloadResult.Applied("");
        harness.Time.Advance(TimeSpan.FromSeconds(30));

        await harness.PassAsync(target, "one");

        Assert.Equal(["one", "two", "one"], reload.Calls.Select(call => call.Targets[0].NewContent));
    }

    [Fact]
    public async Task A_pending_reload_goes_on_while_the_template_is_broken()
    {
        var reload = new ScriptedReload { Answer = _ => ReloadResult.Unreachable("away") };
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.Answer = _ => ReloadResult.Applied("");
        harness.Time.Advance(TimeSpan.FromSeconds(30));

        TargetReport report = Assert.Single(await harness.PassAsync(new RenderedTarget { Target = target, Error = "typo" }));

        Assert.Equal((TargetOutcome.RenderFailed, report.Installed), (report.Outcome, report.Applied));
        Assert.Equal(2, reload.Calls.Count);
    }

    [Fact]
    public async Task What_was_edited_from_outside_is_reloaded_too_as_the_program_may_have_read_it()
    {
        var reload = new ScriptedReload();
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        File.WriteAllText(harness.Out("a"), "by hand");

        TargetReport report = await harness.PassAsync(target, "one");

        Assert.Equal((TargetOutcome.Applied, "was edited from outside; restored\ntold the program"), (report.Outcome, report.Message));
        Assert.Equal(2, reload.Calls.Count);
    }

    [Fact]
    public async Task An_exception_counts_as_unreachable()
    {
        var reload = new ScriptedReload { Answer = _ => throw new InvalidOperationException("no luck") };

        TargetReport report = await harness.PassAsync(harness.Target("a", harness.Use("tell", reload)), "one");

        Assert.Equal((TargetOutcome.Pending, "reload \"tell\" could not be run: no luck"), (report.Outcome, report.Message));
        Assert.Equal("one", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_reload_that_never_returns_is_named_the_pass_goes_on_and_calls_do_not_overlap()
    {
        var forever = new ManualResetEventSlim();
        var endless = new ScriptedReload
        {
            Answer = _ =>
            {
                forever.Wait();
                return ReloadResult.Applied("at last");
            },
        };
        RenderedTarget[] rendered =
        [
            DeliveryHarness.Rendered(harness.Target("a", harness.Use("endless", endless)), "one"),
            DeliveryHarness.Rendered(harness.Target("b", harness.Use("quick", new ScriptedReload())), "one"),
        ];

        Task<System.Collections.Immutable.ImmutableArray<TargetReport>> pass = harness.PassAsync(rendered);
        await Eventually.HoldsAsync(
            () =>
            {
                harness.Time.Advance(TimeSpan.FromSeconds(1));
                return pass.IsCompleted;
            },
            "the pass ends");
        TargetReport[] reports = [.. await pass];

        Assert.Equal([TargetOutcome.Pending, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal("reload \"endless\" hangs: it did not return within 120 s", reports[0].Message);
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.EndsWith("an earlier call has not returned yet", (await harness.PassAsync(rendered))[0].Message);
        Assert.Single(endless.Calls);
        forever.Set();
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(
            async () =>
            {
                harness.Time.Advance(TimeSpan.FromSeconds(30));
                return (await harness.PassAsync(rendered))[0].Outcome is TargetOutcome.Applied;
            },
            "it is applied when it returns again");
    }

    [Theory]
    [InlineData("sleep 300", "killed after 0.5 s")]
    [InlineData("sleep 300 & sleep 300", "killed after 0.5 s")]
    [InlineData("kill -TERM $$", "ended by signal 15")]
    [InlineData("exec /no/such/program", "could not be started")]
    public async Task A_command_that_cannot_judge_the_file_leaves_it_pending(string script, string message)
    {
        double seconds = message.EndsWith("0.5 s", StringComparison.Ordinal) ? 0.5 : 60;
        TargetReport report = await harness.PassAsync(harness.Target("a", DeliveryHarness.Shell(script, seconds)), "one");

        Assert.Equal(TargetOutcome.Pending, report.Outcome);
        Assert.Contains(message, report.Message);
        Assert.Equal("one", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_command_that_leaves_a_daemon_is_applied()
    {
        string file = harness.Folder["daemon"];

        TargetReport report = await harness.PassAsync(
            harness.Target("a", DeliveryHarness.Shell($"setsid sh -c 'echo $$ > {file}; exec sleep 300' & while ! [ -s {file} ]; do sleep 0.01; done")), "one");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(file))).Kill();
    }

    [Fact]
    public async Task An_unknown_reload_keeps_the_file_pending_until_a_plugin_registers_it()
    {
        harness.Use("haproxy", new ScriptedReload());
        TargetDefinition target = harness.Target("a", new NamedAction("haprxy", []));

        TargetReport report = await harness.PassAsync(target, "one");
        harness.Use("haprxy", new ScriptedReload());
        harness.Contributions = harness.Contributions with { Revision = 2 };

        Assert.Equal((TargetOutcome.Pending, "reload \"haprxy\" could not be run: no plugin registers the reload haprxy; did you mean 'haproxy'?"), (report.Outcome, report.Message));
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "one")).Outcome);
    }

    [Fact]
    public async Task A_family_makes_one_action_for_each_list_of_arguments_and_keeps_it_until_its_plugin_is_swapped()
    {
        var made = new ConcurrentQueue<string>();
        Register();
        TargetDefinition[] targets =
        [
            harness.Target("a", new NamedAction("restart", ["x"])), harness.Target("b", new NamedAction("restart", ["y"])), harness.Target("c", new NamedAction("restart", ["x"])),
        ];
        await PassAsync("1");
        await PassAsync("2");
        Assert.Equal(["x", "y"], made.Order());

        Register();
        await PassAsync("3");

        Assert.Equal(["x", "x", "y", "y"], made.Order());

        void Register()
        {
            // Its own, so that each registration is another delegate.
            var action = new ScriptedReload();
            harness.Contributions = harness.Contributions with
            {
                Reloads = harness.Contributions.Reloads.SetItem("restart", arguments =>
                {
                    made.Enqueue(string.Join(' ', arguments));
                    return action;
                }),
            };
        }

        async Task PassAsync(string text) => await harness.PassAsync([.. targets.Select(target => DeliveryHarness.Rendered(target, text))]);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
