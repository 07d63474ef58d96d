using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Variables;

public sealed class EndlessVariablesTests
{
    private readonly ChangeSignal signal = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_lazy_sequence_without_end_is_an_error()
    {
        IEnumerable<int> Endless()
        {
            while (true)
            {
                yield return 1;
            }
        }

        VariableSet set = await Stage(TimeSpan.FromMinutes(1)).GatherAsync(Of(_ => Task.FromResult<object>(new { numbers = Endless() })), ClusterState.Empty, CancellationToken.None);
        Assert.Contains("does this sequence have an end?", $"{Assert.Single(set.Problems)}");
    }

    [Fact]
    public async Task One_that_is_late_delays_nobody_keeps_its_values_and_asks_for_a_pass_at_its_end()
    {
        var release = new TaskCompletionSource();
        bool isSlow = false;
        bool hasOther = false;
        VariableStage stage = Stage(TimeSpan.FromSeconds(1));
        Contributions contributions = Of(
            async cluster =>
            {
                string color = await cluster.Key("color");
                await (isSlow ? release.Task : Task.CompletedTask);
                return new { color };
            },
            async cluster =>
            {
                hasOther = isSlow;
                return new { other = await cluster.Key("color") };
            });
        ClusterState blue = States.Of((new KeyQuery("color"), "blue"));
        await stage.GatherAsync(contributions, blue, CancellationToken.None);

        isSlow = true;
        Task<VariableSet> pass = stage.GatherAsync(contributions, blue.With((new KeyQuery("color"), "red")), CancellationToken.None);
        await Eventually.HoldsAsync(() => hasOther, "the other one has run");
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return pass.IsCompleted;
            },
            "the pass goes on without the late one");
        VariableSet late = await pass;
        Assert.Equal(("blue", "red"), (late.Global["color"], late.Global["other"]));
        Assert.Equal(["p0.csx"], late.Late);
        Assert.Empty(signal.Take());

        release.SetResult();
        Assert.True(await signal.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None));
        Assert.Equal(["variables of p0.csx"], signal.Take());
        VariableSet done = await stage.GatherAsync(contributions, blue.With((new KeyQuery("color"), "red")), CancellationToken.None);
        Assert.Equal("red", done.Global["color"]);
        Assert.Empty(done.Late);
    }

    private VariableStage Stage(TimeSpan patience) => new(
        signal,
        new Watchdog(time),
        time,
        NullLogger<VariableStage>.Instance,
        new VariableOptions { Patience = patience });

    private static Contributions Of(params Func<ICluster, Task<object>>[] gets) =>
        new() { ComputedVariables = [.. gets.Select((get, i) => new VariablesDefinition(get, null, null, $"p{i}.csx"))] };
}
