using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Targets whose text is made by a plugin's code.</summary>
public sealed class ContentTests : IAsyncDisposable
{
    private readonly Watchdog watchdog = new(TimeProvider.System);
    private readonly Renderer renderer;
    private int runs;

    public ContentTests() => renderer = new Renderer(
        new EngineSettings(),
        new ChangeSignal(),
        watchdog,
        TimeProvider.System,
        NullLogger<Renderer>.Instance,
        new RenderOptions { Limit = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromMinutes(1) });

    public ValueTask DisposeAsync() => renderer.DisposeAsync();

    private async Task<RenderedTarget> RenderAsync(TargetDefinition target, ClusterState state) =>
        (await renderer.RenderAsync(new Contributions { Targets = [target] }, new VariableSet(), state, CancellationToken.None)).Single();

    private TargetDefinition Target(Func<ICluster, Task<string>> content) => RendererFixture.Target(null, content: cluster =>
    {
        runs++;
        return content(cluster);
    });

    [Fact]
    public async Task It_runs_again_only_when_something_that_it_read_changed()
    {
        TargetDefinition target = Target(async cluster => $"color {await cluster.Key("color")}\n");
        Assert.Equal("waits for key color", (await RenderAsync(target, ClusterState.Empty)).Waiting);

        ClusterState state = States.Of((new KeyQuery("color"), "blue"));
        RenderedTarget first = await RenderAsync(target, state);
        Assert.Equal("color blue\n", first.Text);
        Assert.Same(first.Text, (await RenderAsync(target, state.With((new KeyQuery("other"), "x")))).Text);
        Assert.Equal(2, runs);
        Assert.Equal("color red\n", (await RenderAsync(target, state.With((new KeyQuery("color"), "red")))).Text);
    }

    [Fact]
    public async Task What_it_throws_names_the_plugin()
    {
        TargetDefinition target = Target(_ => throw new InvalidOperationException("no idea"));
        Assert.Equal("main.csx: no idea (InvalidOperationException)", (await RenderAsync(target, ClusterState.Empty)).Error);
        Assert.Contains("is null; it must be a text", (await RenderAsync(Target(_ => Task.FromResult<string>(null!)), ClusterState.Empty)).Error);
    }

    [Fact]
    public async Task One_that_loops_is_named_and_not_started_again_while_it_runs()
    {
        using var release = new ManualResetEventSlim();
        TargetDefinition target = Target(_ =>
        {
            release.Wait();
            return Task.FromResult("late");
        });
        Assert.Contains("did not return within 0.5 s", (await RenderAsync(target, ClusterState.Empty)).Error);
        Assert.Contains("did not return within 0.5 s", (await RenderAsync(target, ClusterState.Empty)).Error);
        Assert.Equal(1, runs);
        Assert.Single(watchdog.Hung);
        Assert.Equal("good", (await RenderAsync(Target(_ => Task.FromResult("good")), ClusterState.Empty)).Text);
        release.Set();
    }
}
