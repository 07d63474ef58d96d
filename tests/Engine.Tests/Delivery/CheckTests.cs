using Basenode.Engine.Delivery;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class CheckTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();

    [Fact]
    public async Task A_check_sees_the_complete_candidate_next_to_the_old_file()
    {
        string seen = "";
        var check = new ScriptedCheck(request =>
        {
            seen = $"{Path.GetDirectoryName(request.Candidate)} {File.ReadAllText(request.Candidate)} {request.Content} {File.ReadAllText(request.Destination)} "
                + $"{request.Target} {request.Template} {Convert.ToString((int)File.GetUnixFileMode(request.Candidate), 8)}";
            return CheckResult.Accept;
        });
        File.WriteAllText(harness.Out("a"), "old");
        File.SetUnixFileMode(harness.Out("a"), (UnixFileMode)0b110_100_000);

        await harness.PassAsync(harness.Target("a", check: harness.Use("look", check)), "new");

        Assert.Equal($"{harness.Folder["out"]} new new old a a.sbn 640", seen);
    }

    [Fact]
    public async Task A_refused_candidate_is_not_put_in_place_and_not_tried_again_before_its_time()
    {
        var check = ScriptedCheck.ThatRefusesBad();
        TargetDefinition target = harness.Target("a", check: harness.Use("strict", check));
        await harness.PassAsync(target, "good");

        TargetReport report = await harness.PassAsync(target, "bad");
        TargetReport again = await harness.PassAsync(target, "bad");

        Assert.Equal((TargetOutcome.CheckRefused, "line 1\nis bad"), (report.Outcome, report.Message));
        Assert.Equal(harness.Time.GetUtcNow() + TimeSpan.FromMinutes(1), report.RetryAt);
        Assert.Equal(report, again);
        Assert.Equal(2, check.Calls.Count);
        Assert.Equal("good", harness.TextOf("a"));
        harness.HoldsOnly("a");
    }

    [Fact]
    public async Task A_refused_candidate_is_tried_again_after_its_time_which_doubles_up_to_an_hour()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("strict", ScriptedCheck.ThatRefusesBad()));
        var waits = new List<double>();
        for (int i = 0; i < 9; i++)
        {
            TargetReport report = await harness.PassAsync(target, "bad");
            waits.Add((report.RetryAt!.Value - harness.Time.GetUtcNow()).TotalMinutes);
            harness.Time.SetUtcNow(report.RetryAt.Value);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
    }

    [Fact]
    public async Task Another_text_is_tried_at_once()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("strict", ScriptedCheck.ThatRefusesBad()));
        await harness.PassAsync(target, "bad");

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "good")).Outcome);
        Assert.Equal(TargetOutcome.CheckRefused, (await harness.PassAsync(target, "bad 2")).Outcome);
        Assert.Equal("good", harness.TextOf("a"));
    }

    [Fact]
    public async Task Another_set_of_plugins_is_tried_at_once()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("strict", ScriptedCheck.ThatRefusesBad()));
        await harness.PassAsync(target, "bad");
        harness.Use("strict", new ScriptedCheck(_ => CheckResult.Accept));
        harness.Contributions = harness.Contributions with { Revision = 7 };

        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "bad")).Outcome);
    }

    [Fact]
    public async Task What_was_edited_from_outside_is_restored_while_the_new_text_is_refused()
    {
        TargetDefinition target = harness.Target("a", check: harness.Use("strict", ScriptedCheck.ThatRefusesBad()));
        await harness.PassAsync(target, "good");
        await harness.PassAsync(target, "bad");
        File.WriteAllText(harness.Out("a"), "by hand");

        TargetReport report = await harness.PassAsync(target, "bad");

        Assert.Equal((TargetOutcome.CheckRefused, "was edited from outside; restored\nline 1\nis bad"), (report.Outcome, report.Message));
        Assert.Equal("good", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_check_that_throws_counts_as_not_made_and_is_tried_again_soon()
    {
        var check = new ScriptedCheck(_ => throw new InvalidOperationException("no luck"));

        TargetReport report = await harness.PassAsync(harness.Target("a", check: harness.Use("broken", check)), "text");

        Assert.Equal((TargetOutcome.CheckRefused, "check \"broken\" could not be run: no luck"), (report.Outcome, report.Message));
        Assert.InRange(report.RetryAt!.Value - harness.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        harness.HoldsOnly();
    }

    [Fact]
    public async Task A_check_that_never_returns_is_named_and_the_pass_goes_on()
    {
        var forever = new ManualResetEventSlim();
        var check = new ScriptedCheck(_ =>
        {
            forever.Wait();
            return CheckResult.Accept;
        });
        RenderedTarget[] rendered =
        [
            DeliveryHarness.Rendered(harness.Target("a", check: harness.Use("endless", check)), "text"),
            DeliveryHarness.Rendered(harness.Target("b"), "text"),
        ];

        TargetReport[] reports = [.. await AdvanceUntilDoneAsync(harness.PassAsync(rendered))];

        Assert.Equal([TargetOutcome.CheckRefused, TargetOutcome.Applied], reports.Select(report => report.Outcome));
        Assert.Equal("check \"endless\" of target a hangs: it did not return within 60 s", reports[0].Message);
        harness.HoldsOnly("b");
        harness.Time.SetUtcNow(reports[0].RetryAt!.Value);
        Assert.EndsWith("hangs: an earlier call has not returned yet", (await harness.PassAsync(rendered))[0].Message);
        Assert.Single(check.Calls);
        forever.Set();
    }

    [Fact]
    public async Task An_unknown_check_is_told_with_the_nearest_name()
    {
        harness.Use("haproxy", ScriptedCheck.ThatRefusesBad());
        harness.Use("nginx", ScriptedCheck.ThatRefusesBad());

        TargetReport report = await harness.PassAsync(harness.Target("a", check: new NamedAction("haprxy", [])), "text");

        Assert.Equal("check \"haprxy\" could not be run: no plugin registers the check haprxy; did you mean 'haproxy'?", report.Message);
        harness.HoldsOnly();
    }

    [Fact]
    public async Task A_named_command_is_a_check_and_sees_every_placeholder_as_one_word()
    {
        CommandAction command = DeliveryHarness.Shell(
            "cp \"$1\" \"$0.seen\" && printf '%s|' \"$@\" | sed 's/\\.[0-9]*\\.[0-9a-f]*\\.tmp/.TMP/' > \"$0.arguments\"",
            20,
            "{{ candidate }}", "to={{destination}}", "{{ template }} of {{ target }}", "{{ unknown }}");
        command = command with { Words = [.. command.Words.Select((word, index) => index == 3 ? harness.Folder["check"] : word)] };
        harness.Contributions = harness.Contributions with { CheckAliases = harness.Contributions.CheckAliases.Add("copy", command) };

        TargetReport report = await harness.PassAsync(harness.Target("a b", check: new NamedAction("copy", [])), "text");

        Assert.Equal(TargetOutcome.Applied, report.Outcome);
        Assert.Equal("text", File.ReadAllText(harness.Folder["check.seen"]));
        Assert.Equal(
            $"{harness.Out(".a b.TMP")}|to={harness.Out("a b")}|a b.sbn of a b|{{{{ unknown }}}}|",
            File.ReadAllText(harness.Folder["check.arguments"]));
    }

    [Theory]
    [InlineData("echo line 3: no; exit 4", "exit code 4\nline 3: no")]
    [InlineData("echo so far; sleep 300", "killed after 0.5 s\nso far")]
    [InlineData("sleep 300 & exit 1", "exit code 1")]
    [InlineData("while :; do echo flood; done", "killed after 0.5 s\nflood")]
    [InlineData("kill -9 $$", "ended by signal 9")]
    [InlineData("exec /no/such/check", "could not be started")]
    public async Task A_bad_command_refuses_with_what_it_said(string script, string message)
    {
        TargetReport report = await harness.PassAsync(harness.Target("a", check: DeliveryHarness.Shell(script, seconds: 0.5)), "text");

        Assert.Equal(TargetOutcome.CheckRefused, report.Outcome);
        Assert.Contains(message, report.Message);
        Assert.True(report.Message.Length < 70_000);
        harness.HoldsOnly();
    }

    [Fact]
    public async Task A_check_that_cannot_be_started_is_told()
    {
        TargetReport report = await harness.PassAsync(harness.Target("a", check: new CommandAction(["no-such-check", "{{ candidate }}"], null, null)), "text");

        Assert.StartsWith("no-such-check {{ candidate }}: could not be started\ncannot start no-such-check: ", report.Message);
    }

    [Fact]
    public async Task Checks_run_together()
    {
        var all = new CountdownEvent(3);
        var check = new ScriptedCheck(_ =>
        {
            all.Signal();
            return all.Wait(TimeSpan.FromSeconds(20)) ? CheckResult.Accept : CheckResult.Refuse("alone");
        });
        NamedAction use = harness.Use("meet", check);

        IEnumerable<TargetReport> reports = await harness.PassAsync(
            [.. new[] { "a", "b", "c" }.Select(name => DeliveryHarness.Rendered(harness.Target(name, check: use), "text"))]);

        Assert.All(reports, report => Assert.Equal(TargetOutcome.Applied, report.Outcome));
    }

    [Fact]
    public async Task Cancelling_in_a_check_leaves_nothing_behind()
    {
        string started = harness.Folder["started"];
        DeliveryStage stage = harness.NewStage();
        TargetDefinition target = harness.Target("a", check: DeliveryHarness.Shell($"touch {started}; sleep 300"));
        stage.Deliver(stage.Compare([DeliveryHarness.Rendered(target, "text")], Contributions.Empty), () => null);
        await Eventually.HoldsAsync(() => File.Exists(started), "the check runs");

        await stage.DisposeAsync();

        harness.HoldsOnly();
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    // Time limits are the clock's, which stands still by itself.
    private async Task<T> AdvanceUntilDoneAsync<T>(Task<T> task)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                harness.Time.Advance(TimeSpan.FromSeconds(1));
                return task.IsCompleted;
            },
            "the pass ends");
        return await task;
    }
}
