using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>What hangs delays its own target, and no other for any time at all.</summary>
[Collection(LoopCollection.Name)]
public sealed class HangTests : IAsyncDisposable
{
    private static readonly string[] Hangs = [nameof(Act.HangThread), nameof(Act.HangTask), nameof(Act.HangUntilCancelled)];
    private readonly LoopHarness harness = new();

    // A function of a template awaits nothing.
    public static TheoryData<string, string> EveryHang =>
    [
        .. from code in (string[])["the check", "the reload", "content a", "get", "function"]
           from hang in Hangs
           where code is not "function" || hang is nameof(Act.HangThread)
           select (code, hang),
    ];

    [Theory]
    [MemberData(nameof(EveryHang))]
    public void The_others_changes_arrive_while_it_hangs(string code, string hang)
    {
        Prepare(code);
        harness.Code(code).Act = Enum.Parse<Act>(hang);
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it hangs");

        for (int i = 2; i < 8; i++)
        {
            harness.Set("b", $"{i}");
            harness.Until(() => harness.Program("another reload").TextOf("b") == $"{i}", $"the change {i} of the other target arrives", TimeSpan.FromSeconds(3));
            harness.Until(() => harness.Outcome("b") is TargetOutcome.Applied, "the status says so", TimeSpan.FromSeconds(1));
            // Goes over every limit that there is.
            harness.Advance(TimeSpan.FromSeconds(31));
        }

        harness.Code(code).Act = Act.Work;
        harness.Code(code).Release();
        harness.Until(() => harness.Program("the reload").TextOf("a") == "a 2 v2", "its own change arrives at the end", TimeSpan.FromMinutes(6));
        harness.Until(() => harness.Outcome("a") is TargetOutcome.Applied or TargetOutcome.Unchanged, "the status says so", TimeSpan.FromMinutes(6));
    }

    [Theory]
    [MemberData(nameof(EveryHang))]
    public void A_hang_is_named_and_followed_by_a_backoff(string code, string hang)
    {
        Prepare(code);
        harness.Code(code).Act = Enum.Parse<Act>(hang);
        int before = harness.Code(code).Calls;
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it hangs");

        harness.Advance(TimeSpan.FromMinutes(10));

        // One that heeds its token is called again, less and less often.
        Assert.InRange(harness.Code(code).Calls - before, 1, 25);
        Assert.Contains(harness.Log.Lines, line => line.Contains("hangs") || line.Contains("did not return"));
    }

    [Theory]
    [InlineData("the check")]
    [InlineData("the reload")]
    public void The_status_says_that_it_is_being_delivered_while_it_hangs_and_then_what_went_wrong(string code)
    {
        Prepare(code);
        harness.Code(code).Act = Act.HangThread;
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it hangs");
        DateTimeOffset since = harness.Time.GetUtcNow();

        harness.Until(() => harness.Outcome("a") is TargetOutcome.Delivering, "the delivery shows");
        harness.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TargetOutcome.Delivering, harness.Outcome("a"));
        Assert.InRange(harness.Report("a")!.Since!.Value, since - TimeSpan.FromSeconds(1), since);
        harness.Until(() => harness.Report("a")!.Message.Contains("hangs"), "the hang shows", TimeSpan.FromMinutes(3));
        Assert.True(harness.Report("a")!.RetryAt - harness.Time.GetUtcNow() > TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData("the check")]
    [InlineData("the reload")]
    [InlineData("content a")]
    [InlineData("get")]
    public void An_edited_version_runs_though_the_one_before_still_hangs(string code)
    {
        Prepare(code);
        harness.Code(code).Act = Act.HangThread;
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it hangs");
        harness.Advance(TimeSpan.FromMinutes(3));

        harness.Code(code).Act = Act.Work;
        Prepare(code);

        harness.Until(() => harness.Program("the reload").TextOf("a") == "a 2 v2", "the edited version did its work", TimeSpan.FromSeconds(20));
        Assert.True(harness.Code(code).Running > 0);
    }

    [Fact]
    public void A_late_get_keeps_its_last_values_and_asks_for_a_pass_at_its_end()
    {
        Prepare("get");
        harness.Code("get").Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code("get").Running > 0, "it is late");
        harness.Until(() => harness.TextOf("a") == "a 2 v1", "the target goes on with its last values", TimeSpan.FromSeconds(1));

        harness.Code("get").Release();

        harness.Until(() => harness.TextOf("a") == "a 2 v2", "its end is heeded at once", TimeSpan.FromSeconds(0.2));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("content a")]
    public void What_is_known_to_take_long_is_not_waited_for(string code)
    {
        Prepare(code);
        harness.Code(code).Act = Act.HangTask;
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it is late");
        harness.Advance(TimeSpan.FromSeconds(5));
        harness.Code(code).Release();
        harness.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a 2 v2", harness.TextOf("a"));

        for (int i = 3; i < 9; i++)
        {
            harness.Set("a", $"{i}");
            harness.Set("b", $"{i}");
            harness.Until(() => harness.Program("another reload").TextOf("b") == $"{i}", "the other one's change arrives at once", TimeSpan.FromMilliseconds(150));
            harness.Advance(TimeSpan.FromSeconds(5));
            harness.Code(code).Release();
            harness.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal($"a {i} v{i}", harness.TextOf("a"));
        }
    }

    [Fact]
    public void Many_that_hang_at_once_delay_nobody_else()
    {
        Prepare("get");
        for (int i = 0; i < 20; i++)
        {
            harness.Code($"check {i}").Act = Act.HangThread;
            harness.Set($"t{i}", "1");
            harness.Declare($"t{i}", check: $"check {i}");
        }

        harness.Until(() => Enumerable.Range(0, 20).All(i => harness.Code($"check {i}").Running == 1), "all hang");
        harness.Set("b", "2");

        harness.Until(() => harness.Program("another reload").TextOf("b") == "2", "the other one's change arrives", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_content_that_hung_is_made_again_after_its_end_though_nothing_changed()
    {
        Prepare("content a");
        harness.Code("content a").Act = Act.HangThread;
        harness.Set("a", "2");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.RenderFailed, "it is given up", TimeSpan.FromSeconds(20));
        harness.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(2, harness.Code("content a").Calls);

        harness.Code("content a").Act = Act.Work;
        harness.Code("content a").Release();

        harness.Until(() => harness.TextOf("a") == "a 2 v2", "it is made again", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_function_that_threw_is_tried_again_though_nothing_changed()
    {
        Prepare("function");
        harness.Code("function").Act = Act.Throw;
        harness.Set("a", "2");
        harness.Until(() => harness.Outcome("a") is TargetOutcome.RenderFailed, "it fails");
        Assert.NotNull(harness.Report("a")!.RetryAt);

        harness.Code("function").Act = Act.Work;

        harness.Until(() => harness.TextOf("a") == "a 2 v2", "it is tried again", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_value_without_end_delays_one_pass_a_quarter_of_a_second_and_no_other()
    {
        Prepare("get");
        harness.Code("value").Act = Act.HangThread;
        harness.Plugins.Edit(now => now with { Variables = [new VariableDefinition("endless", Endless(), "vars.csx")] });
        harness.Until(() => harness.Code("value").Running == 1, "it is being converted");
        harness.Advance(TimeSpan.FromMilliseconds(300));

        harness.Set("b", "2");

        harness.Until(() => harness.Program("another reload").TextOf("b") == "2", "the change arrives", TimeSpan.Zero);

        IEnumerable<string> Endless()
        {
            harness.Code("value").Run();
            yield return "1";
        }
    }

    [Theory]
    [MemberData(nameof(EveryHang))]
    public void The_loop_ends_promptly_while_code_hangs_that_does_not_heed_it(string code, string hang)
    {
        Prepare(code);
        harness.Code(code).Act = Enum.Parse<Act>(hang);
        harness.Set("a", "2");
        harness.Until(() => harness.Code(code).Running > 0, "it hangs");

        Task stopping = Task.Run(harness.Engine.CancelAsync, TestContext.Current.CancellationToken);
        harness.Until(() => stopping.IsCompleted && harness.Engine.Running.IsCompleted, "the loop ends", TimeSpan.FromSeconds(0.1));
        Assert.True(harness.Engine.Running.IsCanceled);
        harness.Stop();
        Assert.Equal(code is "the reload" ? "a 2 v2" : "a 1 v1", harness.TextOf("a"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    // The text of target a comes from a template with a variable and a function, or from code; b has nothing to do with any of it. A second call is an edit.
    private void Prepare(string code)
    {
        bool isFirst = harness.Plugins.Current.Targets.IsEmpty;
        if (isFirst)
        {
            harness.Set("a", "1");
            harness.Set("b", "1");
        }

        harness.Plugins.Variables("vars.csx", async cluster =>
        {
            string value = await cluster.Key("a");
            await harness.Code("get").RunAsync(CancellationToken.None);
            return new { first = $"v{value}" };
        });
        Func<string, string> slow = text =>
        {
            harness.Code("function").Run();
            return text;
        };
        harness.Plugins.Edit(now => now with { Functions = [new FunctionDefinition("slow", slow, "vars.csx")] });
        File.WriteAllText(harness.Folder["templates/a.sbn"], "a {{ slow (key \"a\") }} {{ first }}");
        TargetDefinition target = harness.Declare("a", check: "the check", reload: "the reload");
        harness.Plugins.Target(code is "content a" ? target with { Content = ContentAsync } : target with { Content = null, Template = "a.sbn" });
        harness.Declare("b", check: "another check", reload: "another reload");
        if (isFirst)
        {
            harness.Start();
            harness.Until(() => harness.Program("the reload").TextOf("a") == "a 1 v1" && harness.Outcome("b") is TargetOutcome.Applied, "all is in place");
        }
    }

    private async Task<string> ContentAsync(ICluster cluster)
    {
        string value = await cluster.Key("a");
        await harness.Code("content a").RunAsync(CancellationToken.None);
        return $"a {value} v{value}";
    }
}
