using System.Runtime.CompilerServices;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;
using Basenode.Engine.Variables;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Variables;

public sealed class VariableStageTests
{
    private readonly FakeTimeProvider time = new();
    private readonly VariableStage stage;
    private int runs;

    public VariableStageTests() => stage = Stage(time);

    private static VariableStage Stage(TimeProvider time, TimeSpan? limit = null, Watchdog? watchdog = null) =>
        new(
            new ChangeSignal(),
            watchdog ?? new Watchdog(time),
            time,
            NullLogger<VariableStage>.Instance,
            new VariableOptions { ReservedNames = ["services"], Limit = limit ?? TimeSpan.FromSeconds(10), Patience = TimeSpan.FromMinutes(1) });

    private VariablesDefinition Get(Func<ICluster, Task<object>> get, string plugin = "a.csx", TimeSpan? every = null, string? target = null) =>
        new(cluster =>
        {
            Interlocked.Increment(ref runs);
            return get(cluster);
        }, every, target, plugin);

    private static Contributions Of(params VariablesDefinition[] definitions) => new() { ComputedVariables = [.. definitions] };

    private Task<VariableSet> GatherAsync(Contributions contributions, ClusterState? state = null) =>
        stage.GatherAsync(contributions, state ?? ClusterState.Empty, CancellationToken.None);

    [Fact]
    public async Task A_contributor_runs_again_only_when_something_that_it_read_changed()
    {
        Contributions contributions = Of(Get(async cluster => new { color = await cluster.Key("color") }));
        ClusterState state = States.Of((new KeyQuery("color"), "blue"));

        VariableSet first = await GatherAsync(contributions, state);
        VariableSet second = await GatherAsync(contributions, state.With((new KeyQuery("other"), "x")));
        Assert.Equal("blue", first.Global["color"]);
        Assert.Same(first.Global, second.Global);
        Assert.Equal(1, runs);
        Assert.Equal([new KeyQuery("color")], second.Queries);

        Assert.Equal("red", (await GatherAsync(contributions, state.With((new KeyQuery("color"), "red")))).Global["color"]);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task One_that_says_the_same_again_changes_nothing()
    {
        Contributions contributions = Of(Get(async cluster => new { number = (await cluster.Key("color")).Length, list = new[] { new { a = 1 } } }));
        VariableSet first = await GatherAsync(contributions, States.Of((new KeyQuery("color"), "blue")));
        VariableSet second = await GatherAsync(contributions, States.Of((new KeyQuery("color"), "blue")).With((new KeyQuery("color"), "pink")));
        Assert.Equal(2, runs);
        Assert.Same(first.Global, second.Global);
    }

    [Fact]
    public async Task A_result_that_lacks_answers_is_thrown_away_and_waited_for()
    {
        Contributions contributions = Of(Get(async cluster => new { servers = await cluster.Service("web"), first = (await cluster.Service("web"))[0].Id }));
        VariableSet waiting = await GatherAsync(contributions);
        Assert.Equal(["a.csx"], waiting.Waiting);
        Assert.Equal([new ServiceQuery("web")], waiting.Missing);
        Assert.Empty(waiting.Global);
        Assert.Empty(waiting.Problems);

        VariableSet there = await GatherAsync(contributions, States.Of((new ServiceQuery("web"), States.Instances("web", 1))));
        Assert.Empty(there.Waiting);
        Assert.Equal("web-1", there.Global["first"]);
    }

    [Fact]
    public async Task One_that_throws_keeps_its_last_good_values_and_is_named()
    {
        Contributions contributions = Of(
            Get(async cluster => new { number = int.Parse(await cluster.Key("n")) }),
            Get(_ => Task.FromResult<object>(new { other = 1 }), "b.csx"));
        ClusterState state = States.Of((new KeyQuery("n"), "1"));
        await GatherAsync(contributions, state);

        VariableSet failed = await GatherAsync(contributions, state = state.With((new KeyQuery("n"), "one")));
        Assert.Equal(1L, failed.Global["number"]);
        Assert.Equal(1L, failed.Global["other"]);
        Problem problem = Assert.Single(failed.Problems);
        Assert.Equal((ProblemKind.VariablesFailed, "a.csx", true), (problem.Kind, problem.Subject, problem.ServesLastGood));
        Assert.StartsWith("a.csx: Variables failed, keeping the last good values: ", problem.ToString());
        Assert.EndsWith("(FormatException)", problem.Reason);
        Assert.Empty(failed.Failed);

        VariableSet healed = await GatherAsync(contributions, state.With((new KeyQuery("n"), "2")));
        Assert.Empty(healed.Problems);
        Assert.Equal(2L, healed.Global["number"]);
    }

    [Fact]
    public async Task One_that_throws_for_no_read_of_its_own_is_tried_again_after_a_while()
    {
        bool isUp = false;
        Contributions contributions = Of(Get(_ => isUp ? Task.FromResult<object>(new { x = 1 }) : throw new HttpRequestException("no route")));
        VariableSet failed = await GatherAsync(contributions);
        Assert.Equal("a.csx: Variables failed: no route (HttpRequestException)", $"{Assert.Single(failed.Problems)}");
        Assert.Equal(failed.Problems, failed.Failed);
        Assert.Equal(time.GetUtcNow().AddSeconds(30), failed.RunAgainAt);

        isUp = true;
        await GatherAsync(contributions);
        Assert.Equal(1, runs);
        time.Advance(TimeSpan.FromSeconds(30));
        VariableSet good = await GatherAsync(contributions);
        Assert.Empty(good.Problems);
        Assert.Null(good.RunAgainAt);
    }

    [Fact]
    public async Task A_new_version_that_throws_keeps_the_values_of_the_old_one()
    {
        await GatherAsync(Of(Get(_ => Task.FromResult<object>(new { x = 1 }))));
        VariableSet edited = await GatherAsync(Of(Get(_ => throw new InvalidOperationException("broken edit"))));
        Assert.Equal(1L, edited.Global["x"]);
        Assert.True(Assert.Single(edited.Problems).ServesLastGood);

        // The new version may be meant to set what a new template needs.
        Assert.Equal(edited.Problems, edited.Failed);
        Assert.Empty((await GatherAsync(Contributions.Empty)).Global);
    }

    [Fact]
    public async Task One_with_a_period_runs_again_when_it_is_over()
    {
        Contributions contributions = Of(
            Get(_ => Task.FromResult<object>(new { run = runs }), every: TimeSpan.FromMinutes(1)),
            Get(_ => Task.FromResult<object>(new { slow = 1 }), "b.csx", every: TimeSpan.FromHours(1)));
        VariableSet first = await GatherAsync(contributions);
        Assert.Equal(time.GetUtcNow().AddMinutes(1), first.RunAgainAt);
        await GatherAsync(contributions);
        Assert.Equal(2, runs);
        time.Advance(TimeSpan.FromMinutes(1));
        await GatherAsync(contributions);
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task One_that_loops_does_not_block_the_stage_and_is_not_started_again()
    {
        using var release = new ManualResetEventSlim();
        var watchdog = new Watchdog(TimeProvider.System);
        VariableStage watched = Stage(TimeProvider.System, TimeSpan.FromMilliseconds(300), watchdog);
        int calls = 0;
        bool loops = false;
        Contributions contributions = Of(
            Get(async cluster =>
            {
                string color = await cluster.Key("color");
                if (loops)
                {
                    Interlocked.Increment(ref calls);
                    release.Wait();
                }

                return new { color };
            }),
            Get(_ => Task.FromResult<object>(new { other = 1 }), "b.csx"));
        ClusterState state = States.Of((new KeyQuery("color"), "blue"));
        await watched.GatherAsync(contributions, state, CancellationToken.None);

        loops = true;
        for (int i = 0; i < 3; i++)
        {
            VariableSet set = await watched.GatherAsync(contributions, state = state.With((new KeyQuery("color"), $"red{i}")), CancellationToken.None);
            Assert.Equal("blue", set.Global["color"]);
            Assert.Equal(1L, set.Global["other"]);
            Assert.Equal(
                "a.csx: Variables failed, keeping the last good values: its code did not return in time; basenode does not run it again until it has returned",
                $"{Assert.Single(set.Problems)}");
            Assert.Empty(set.Waiting);
        }

        Assert.Equal(1, calls);
        Assert.Equal(new PluginCode("a.csx", PluginPart.Variables), Assert.Single(watchdog.Hung));
        release.Set();
        await Eventually.HoldsAsync(() => watchdog.Hung.Count == 0, "the run returned");
    }

    [Fact]
    public async Task The_earlier_plugin_keeps_a_name_and_the_error_names_both()
    {
        VariableSet set = await GatherAsync(new Contributions
        {
            Plugins = [.. ((string[])["a.csx", "b.csx", "c.csx"]).Select(plugin => new PluginSummary(plugin, plugin, [], [], false))],
            Variables = [new("region", "from b", "b.csx"), new("zone", "fixed", "c.csx")],
            ComputedVariables = [Get(_ => Task.FromResult<object>(new { region = "from a", zone = "computed" }))],
        });
        Assert.Equal("from a", set.Global["region"]);
        Assert.Equal("computed", set.Global["zone"]);
        Assert.Equal(
            ["b.csx: variable 'region' is set by a.csx, which comes first and keeps it; give this one another name",
             "c.csx: variable 'zone' is set by a.csx, which comes first and keeps it; give this one another name"],
            set.Problems.Select(problem => $"{problem}"));
    }

    [Fact]
    public async Task A_variable_of_one_target_is_seen_by_it_alone()
    {
        VariableSet set = await GatherAsync(Of(
            Get(_ => Task.FromResult<object>(new { x = 1 }), target: "one"),
            Get(_ => Task.FromResult<object>(new { x = 2 }), "b.csx", target: "two"),
            Get(_ => Task.FromResult<object>(new { x = 3 }), "c.csx")));
        Assert.Equal(1L, set.ByTarget["one"]["x"]);
        Assert.Equal(2L, set.ByTarget["two"]["x"]);
        Assert.Empty(set.Global);
        Assert.StartsWith("c.csx: variable 'x' is set by a.csx, which comes first", $"{Assert.Single(set.Problems)}");
    }

    [Theory]
    [InlineData("my-name", "invalid variable name 'my-name': use letters, digits and _")]
    [InlineData("1st", "invalid variable name '1st'")]
    [InlineData("", "invalid variable name ''")]
    [InlineData("a\nb", "invalid variable name")]
    [InlineData("for", "invalid variable name 'for': it is a keyword of the template language")]
    [InlineData("services", "has the name of a built-in template function")]
    [InlineData("shout", "has the name of a template function of tools.csx")]
    public async Task A_name_that_no_template_can_say_is_refused(string name, string expected)
    {
        VariableSet set = await GatherAsync(new Contributions
        {
            Variables = [new(name, 1, "a.csx")],
            Functions = [new("shout", () => "", "tools.csx")],
        });
        Assert.Empty(set.Global);
        Assert.Contains(expected, $"{Assert.Single(set.Problems)}");
    }

    [Fact]
    public async Task Fixed_variables_are_converted_once()
    {
        var contributions = new Contributions { Variables = [new("table", new { ServerName = "x" }, "a.csx"), new("bad", new Action(() => { }), "a.csx")] };
        VariableSet first = await GatherAsync(contributions);
        VariableSet second = await GatherAsync(contributions);
        Assert.Same(first.Global, second.Global);
        Assert.Equal("x", ((FixedMembers)first.Global["table"]!).Members["server_name"]);
        Assert.StartsWith("a.csx: bad: it is a delegate", $"{Assert.Single(first.Problems)}");
    }

    [Theory]
    [InlineData(null, "the result: it is null; return an object")]
    [InlineData("text", "the result: it is text; return an object")]
    public async Task What_is_no_set_of_variables_is_an_error(object? result, string expected) =>
        Assert.Contains(expected, $"{Assert.Single((await GatherAsync(Of(Get(_ => Task.FromResult(result!))))).Problems)}");

    [Fact]
    public async Task Nothing_of_a_plugin_that_went_away_is_kept()
    {
        WeakReference old = await RunOnceAsync();
        await GatherAsync(Contributions.Empty);
        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !old.IsAlive;
            },
            "the plugin's object is collected");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> RunOnceAsync()
    {
        var plugin = new PluginObject();
        VariableSet set = await GatherAsync(new Contributions
        {
            ComputedVariables = [new(_ => Task.FromResult<object>(plugin), null, null, "a.csx")],
            Variables = [new("fixed_one", plugin, "a.csx")],
        });
        Assert.Equal(2, set.Global.Count);
        return new WeakReference(plugin);
    }

    private sealed class PluginObject
    {
        public string Name { get; } = "x";
    }
}
