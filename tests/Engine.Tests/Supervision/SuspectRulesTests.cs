using System.Collections.Immutable;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Tests.Supervision;

public sealed class SuspectRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PluginCode Web = new("web.csx", PluginPart.Variables) { Content = "1" };
    private static readonly PluginCode Other = new("other.csx", PluginPart.Registration) { Content = "1" };

    [Fact]
    public void An_orderly_end_makes_nobody_suspect() => Assert.Empty(SuspectRules.AfterEnd([], PastRun.Orderly, Now));

    [Fact]
    public void Whatever_ran_when_the_process_died_without_a_word_is_skipped_until_a_test()
    {
        ImmutableArray<Suspect> suspects = After([], new NoteLine(NoteMark.Running, Web), new NoteLine(NoteMark.Hung, Other));
        Assert.Equal(2, suspects.Length);
        Assert.All(suspects, suspect => Assert.True(suspect is { IsSkipped: true, State: SuspectState.Untested } && suspect.TestAt == Now));
    }

    [Fact]
    public void Only_what_threw_the_last_exception_is_guilty_of_it()
    {
        Suspect suspect = Assert.Single(After([], new NoteLine(NoteMark.Running, Other), new NoteLine(NoteMark.Threw, Web, "Exception: boom")));
        Assert.Equal((Web, SuspectState.Guilty), (suspect.Code, suspect.State));
        Assert.Equal("skipped until it is edited, because it ended basenode with an exception that nobody caught: Exception: boom", suspect.Describe(Now));
    }

    [Fact]
    public void What_alone_was_on_a_thread_when_Exit_was_called_is_guilty_and_one_of_several_is_suspected()
    {
        var running = new NoteLine(NoteMark.Running, Other);
        Assert.Equal(SuspectState.Guilty, Assert.Single(After([], running, new NoteLine(NoteMark.AtExit, Web))).State);
        ImmutableArray<Suspect> two = After([], new NoteLine(NoteMark.AtExit, Web), new NoteLine(NoteMark.AtExit, Other));
        Assert.Equal(2, two.Count(suspect => suspect.State is SuspectState.Untested));
    }

    [Fact]
    public void What_survives_its_test_runs_again_and_what_dies_is_skipped_until_it_is_edited()
    {
        ImmutableArray<Suspect> suspects = After([], new NoteLine(NoteMark.Running, Web));
        Assert.False(Assert.Single(SuspectRules.AfterTest(suspects, suspects[0], new SuspectTestResult(SuspectTestOutcome.Survived), Now)).IsSkipped);

        Suspect guilty = Assert.Single(SuspectRules.AfterTest(suspects, suspects[0], new SuspectTestResult(SuspectTestOutcome.Died, "exit code 134: Stack overflow."), Now));
        Assert.Equal("skipped until it is edited, because it ended a test process (exit code 134: Stack overflow.)", guilty.Describe(Now));
        Assert.True(guilty.Covers(Web));
        Assert.False(guilty.Covers(Web with { Content = "2" }));
    }

    [Fact]
    public void A_test_that_tells_nothing_is_made_again_with_growing_pauses()
    {
        ImmutableArray<Suspect> suspects = After([], new NoteLine(NoteMark.Hung, Web));
        var pauses = new List<TimeSpan>();
        for (int i = 0; i < 3; i++)
        {
            suspects = SuspectRules.AfterTest(suspects, suspects[0], new SuspectTestResult(SuspectTestOutcome.Unclear, "it did not return in time"), Now);
            pauses.Add(suspects[0].TestAt - Now);
        }

        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4)], pauses);
        Assert.True(suspects[0].IsSkipped);
    }

    // Somebody may kill the engine twice while innocent code runs, and a test may miss what happens now and then only.
    [Fact]
    public void What_is_suspected_again_soon_after_its_test_waits_longer_each_time_and_never_for_good()
    {
        ImmutableArray<Suspect> suspects = [];
        var pauses = new List<TimeSpan>();
        DateTimeOffset now = Now;
        for (int i = 0; i < 12; i++)
        {
            suspects = SuspectRules.AfterEnd(suspects, new PastRun([new NoteLine(NoteMark.Running, Web)]), now);
            pauses.Add(suspects[0].TestAt - now);
            now = suspects[0].TestAt;
            suspects = SuspectRules.AfterTest(suspects, suspects[0], new SuspectTestResult(SuspectTestOutcome.Survived), now);
            now += TimeSpan.FromMinutes(1);
        }

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)], pauses.Take(3));
        Assert.Equal(TimeSpan.FromMinutes(1), pauses[^1]);

        suspects = SuspectRules.AfterEnd(suspects, new PastRun([new NoteLine(NoteMark.Running, Web)]), now + TimeSpan.FromDays(2));
        Assert.Equal(now + TimeSpan.FromDays(2), suspects[0].TestAt);
    }

    [Fact]
    public void Checks_reloads_and_renderings_of_a_plugin_are_suspected_together_and_variables_each()
    {
        var check = new Suspect { Code = new PluginCode("web.csx", PluginPart.Check, "one"), State = SuspectState.Guilty, Reason = "" };
        Assert.True(check.Covers(new PluginCode("web.csx", PluginPart.Check, "two")));
        Assert.False(check.Covers(new PluginCode("web.csx", PluginPart.Reload, "one")));

        var variables = new Suspect { Code = new PluginCode("web.csx", PluginPart.Variables), State = SuspectState.Guilty, Reason = "" };
        Assert.False(variables.Covers(new PluginCode("web.csx", PluginPart.Variables, "fixed")));
    }

    [Theory]
    [InlineData(0, "begun\nsurvived\n", "", SuspectTestOutcome.Survived, "")]
    [InlineData(0, "begun\nhung\n", "", SuspectTestOutcome.Unclear, "it did not return in time")]
    [InlineData(0, "begun\n", "", SuspectTestOutcome.Died, "exit code 0")]
    [InlineData(134, "begun\n", "noise\nStack overflow.\n   at X\n", SuspectTestOutcome.Died, "exit code 134: Stack overflow.")]
    [InlineData(70, "begun\n", "basenode: unexpected error: boom\n", SuspectTestOutcome.Died, "exit code 70: basenode: unexpected error: boom")]
    [InlineData(137, "begun\n", "", SuspectTestOutcome.Unclear, "a test process was killed with signal 9")]
    [InlineData(1, "", "error: there is no folder /x\n", SuspectTestOutcome.Unclear, "a test process did not start: exit code 1: error: there is no folder /x")]
    internal void The_end_of_a_test_process_is_judged(int exitCode, string output, string complaints, SuspectTestOutcome outcome, string words) =>
        Assert.Equal(new SuspectTestResult(outcome, words), SuspectTest.Judge(exitCode, output, complaints));

    private static ImmutableArray<Suspect> After(ImmutableArray<Suspect> known, params NoteLine[] lines) => SuspectRules.AfterEnd(known, new PastRun([.. lines]), Now);
}
