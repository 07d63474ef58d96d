using Basenode.Engine.Model;
using Basenode.Engine.Telling;

namespace Basenode.Engine.Tests.Loop;

/// <summary>What runs once waits for a change or a time, and never in a busy loop.</summary>
[Collection(LoopCollection.Name)]
public sealed class SingleRunTests : IAsyncDisposable
{
    private readonly LoopHarness harness = new();
    private readonly List<string> waits = [];
    private int runs;

    [Fact]
    public void A_problem_of_a_query_is_waited_out_without_running_again_and_again()
    {
        harness.Declare("a");
        harness.Cluster.Fail(new KeyQuery("a"), "connection refused");

        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));

        harness.Advance(TimeSpan.FromSeconds(29));
        Assert.False(once.IsCompleted);
        harness.Until(() => once.IsCompleted, "it ends at its limit", TimeSpan.FromSeconds(2));
        Assert.InRange(runs, 1, 3);
        Assert.Contains(waits, wait => wait.Contains("a scripted cluster: connection refused"));
    }

    [Fact]
    public void A_problem_that_changes_all_the_time_is_no_reason_to_run()
    {
        harness.Declare("a");
        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));

        for (int i = 0; i < 250; i++)
        {
            harness.Cluster.Fail(new KeyQuery("a"), $"connection refused by {i}");
            harness.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(runs, 1, 3);
        harness.Set("a", "1");
        harness.Until(() => once.IsCompleted, "it ends with the answer", TimeSpan.FromSeconds(1));
        Assert.Equal("1", harness.TextOf("a"));
    }

    [Fact]
    public async Task What_can_never_be_answered_ends_it_at_once()
    {
        harness.Declare("a");
        harness.Cluster.Fail(new KeyQuery("a"), "the snapshot lacks it", isFinal: true);

        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));
        harness.Until(() => once.IsCompleted, "it ends", TimeSpan.FromSeconds(0.1));

        Assert.Equal([new KeyQuery("a")], (await once).Missing);
    }

    [Fact]
    public void One_answer_more_is_waited_for_so_that_two_make_one_run()
    {
        harness.Declare("a");
        harness.Declare("b");
        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));
        harness.Advance(TimeSpan.FromSeconds(1));
        int before = runs;

        harness.Set("a", "1");
        harness.Advance(TimeSpan.FromSeconds(0.5));
        harness.Set("b", "1");

        harness.Until(() => once.IsCompleted, "it ends", TimeSpan.FromSeconds(0.2));
        Assert.Equal(before + 1, runs);
    }

    [Fact]
    public void A_late_plugin_is_waited_for_without_running_again_and_again()
    {
        harness.Set("a", "1");
        ScriptedCode get = harness.Code("get");
        get.Act = Act.HangTask;
        harness.Plugins.Variables("vars.csx", async cluster =>
        {
            string value = await cluster.Key("a");
            await get.RunAsync(CancellationToken.None);
            return new { first = value };
        });
        File.WriteAllText(harness.Folder["templates/a.sbn"], "{{ first }}");
        harness.Plugins.Target(new TargetDefinition { Name = "a", Plugin = "a.csx", Destination = harness.Out("a"), Template = "a.sbn" });

        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));
        harness.Until(() => get.Running == 1, "the get is late");
        harness.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(runs, 1, 4);
        Assert.False(once.IsCompleted);
        get.Act = Act.Work;
        get.Release();

        harness.Until(() => once.IsCompleted, "it ends with the plugin", TimeSpan.FromSeconds(1));
        Assert.Equal("1", harness.TextOf("a"));
    }

    [Fact]
    public void A_late_content_is_waited_for_without_running_again_and_again()
    {
        harness.Set("a", "1");
        harness.Declare("a");
        harness.Code("content a").Act = Act.HangTask;
        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));
        harness.Until(() => harness.Code("content a").Running == 1, "the content is late");
        harness.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(runs, 1, 4);
        Assert.False(once.IsCompleted);
        harness.Code("content a").Act = Act.Work;
        harness.Code("content a").Release();

        harness.Until(() => once.IsCompleted, "it ends with the content", TimeSpan.FromSeconds(1));
        Assert.Equal("1", harness.TextOf("a"));
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_given_up_and_named()
    {
        harness.Set("a", "1");
        harness.Declare("a");
        harness.Code("content a").Act = Act.HangThread;

        Task<PassReport> once = Once(TimeSpan.FromSeconds(30));

        harness.Until(() => once.IsCompleted, "it ends", TimeSpan.FromSeconds(20));
        Assert.Contains("did not return within 10 s", Assert.Single((await once).Targets).Message);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    // As the command once does it.
    private Task<PassReport> Once(TimeSpan limit) => Task.Run(() => harness.Engine.Single.UntilCompleteAsync(
        async state =>
        {
            runs++;
            PassReport done = await harness.Engine.Pass.RunAsync(state, CancellationToken.None);
            await harness.Engine.Pass.DeliveredAsync(CancellationToken.None);
            done = done with { Targets = harness.Engine.Pass.TakeDelivered().Targets };
            return (done, new RunNeeds(done.Queries, done.Missing, done.IsSettled));
        },
        limit,
        new WaitTeller(new Waits(waits), "a scripted cluster", limit, harness.Time),
        CancellationToken.None));

    private sealed class Waits(List<string> told) : IProgress<string>
    {
        public void Report(string value) => told.Add(value);
    }
}
