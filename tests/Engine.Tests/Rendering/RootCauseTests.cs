using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>A variable is missing because of what should have set it: that is said first.</summary>
public sealed class RootCauseTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Fact]
    public async Task The_plugin_whose_variables_failed_is_named_before_the_template()
    {
        VariableSet failed = Failed("no way (X)");
        it.Write("main.sbn", "{{ color }}");
        RenderedTarget rendered = await it.RenderAsync(failed);
        Assert.StartsWith("web.csx:3: Variables failed: no way (X)\nso main.sbn:1:4: there is no variable or function 'color'\n  1 | ", rendered.Error);

        // The template is not run again, and still the newest cause is told.
        Assert.StartsWith("web.csx:3: Variables failed: another\nso main.sbn:1:4: ", (await it.RenderAsync(failed with { Failed = Failed("another").Failed })).Error);
        Assert.StartsWith("main.sbn:1:4: there is no variable", (await it.RenderAsync(failed with { Failed = [] })).Error);
    }

    [Fact]
    public async Task An_error_of_another_kind_has_no_such_cause()
    {
        it.Write("main.sbn", "{{ 1 / 'x' }}");
        Assert.StartsWith("main.sbn:1:", (await it.RenderAsync(Failed("no way (X)"))).Error);
    }

    [Fact]
    public async Task A_plugin_that_never_worked_is_a_cause_too()
    {
        it.Write("main.sbn", "{{ color }}");
        var broken = new PluginSummary("web", "/etc/conf.d/web.csx", [], ["/etc/conf.d/web.csx:1:9: error CS1525: no"], false) { NeverWorked = true };
        var contributions = new Contributions { Targets = [it.Main], Plugins = [broken, broken with { Errors = ["a key is unknown"], NeverWorked = false }] };
        RenderedTarget rendered = (await it.Renderer.RenderAsync(contributions, new VariableSet(), ClusterState.Empty, CancellationToken.None)).Single();
        Assert.StartsWith("/etc/conf.d/web.csx:1:9: error CS1525: no\nso main.sbn:1:4: there is no variable or function 'color'", rendered.Error);
    }

    private static VariableSet Failed(string reason) => new()
    {
        Failed = [new Problem(ProblemKind.VariablesFailed, "web.csx", reason) { Place = "web.csx:3" }],
    };
}
