using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Fragments;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering.Fragments;

/// <summary>Which parts of a template are rendered again after a change, and which always are.</summary>
public sealed class FragmentTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly RendererFixture it;
    private readonly RendererFixture whole;
    private readonly VariableSet variables = RendererFixture.Variables(new { Names = new[] { "a", "b", "c" }, Title = "one" });
    private ClusterState state = States.Of(
        (new KeyQuery("a"), "1"), (new KeyQuery("b"), "1"), (new KeyQuery("c"), "1"), (new KeyQuery("tick"), "1"), (new KeyQuery("k20"), "1"), (new KeyQuery("new"), null));

    public FragmentTests() => (it, whole) = (new RendererFixture(time), new RendererFixture(time, isIncremental: false));

    public async ValueTask DisposeAsync()
    {
        await it.DisposeAsync();
        await whole.DisposeAsync();
    }

    [Theory]
    [InlineData("{{ for n in names }}{{ n }}={{ key n }}\n{{ end }}", "b", 1, 2)]
    [InlineData("{{ for n in names }}{{ n }}={{ key n }}\n{{ end }}", "tick", 0, 3)]
    [InlineData("{{ for n in names }}{{ x = n + 1 }}{{ x }} {{ key n }}\n{{ end }}{{ x }}", "a", 1, 2)]
    [InlineData("{{ for n in names }}{{ n }} {{ for.index }} {{ for.last }}\n{{ end }}", "tick", 0, 3)]
    [InlineData("{{ for n in names }}{{ include 'part.sbn' n }}{{ end }}", "c", 1, 2)]
    [InlineData("{{ func f(x); ret key x; end; for n in names }}{{ f n }}{{ end }}", "c", 1, 2)]
    [InlineData("{{ for n in names }}{{ capture x }}{{ n }}\n{{ end }}{{ x }}{{ end }}{{ x }}", "tick", 0, 3)]
    [InlineData("{{ count = 0; for n in names }}{{ count = count + 1 }}{{ count }}{{ key n }}{{ end }}", "b", 1, 2)]
    public async Task After_a_change_only_what_read_it_is_rendered(string template, string changed, int rendered, int reused)
    {
        KeptFragments? kept = await RenderTwiceAsync($"{{{{ key 'tick' }}}}{template}", changed);

        Assert.Equal((rendered, reused), (kept!.Rendered, kept.Reused));
    }

    [Theory]
    [InlineData("{{ for n in names }}{{ timestamp }}{{ n }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ date.now }}{{ n }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ env 'PATH' }}{{ n }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ math.random 1 2 | string.size }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ array.cycle ['p', 'q'] }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ 'names[0]' | object.eval }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ if n == 'b'; continue; end }}{{ n }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ if n == 'c'; break; end }}{{ n }}{{ end }}")]
    [InlineData("{{ func f; for n in names; key n; end; end; f }}")]
    [InlineData("{{ list = [1]; for n in names }}{{ list[0] = list[0] + 1; list[0] }}{{ end }}")]
    [InlineData("{{ for n in names }}{{ o = { a: n } }}{{ o.a }}{{ end }}")]
    [InlineData("{{ o = { a: 1 }; for n in names; with o; a = a + 1; end; o.a; end }}")]
    [InlineData("{{ for n in names }}{{ $x = n }}{{ $x }}{{ end }}{{ $x }}")]
    [InlineData("{{ for n in names }}{{ x = n }}{{ this.x }}{{ end }}")]
    [InlineData("{{ for n in names; n = 'set'; for m in 1..2; n; end; end }}", 6)]
    public async Task What_cannot_be_compared_is_rendered_each_time(string template, int most = 0)
    {
        KeptFragments? kept = await RenderTwiceAsync($"{{{{ key 'tick' }}}}{template}", "tick", ahead: TimeSpan.FromSeconds(1));

        Assert.True(kept!.Rendered > 0);
        Assert.InRange(kept.Reused, 0, most);
    }

    // Loops within a fragment keep fragments from the 17th item on.
    [Fact]
    public async Task What_a_late_item_of_an_inner_loop_reads_renders_the_outer_one_again()
    {
        KeptFragments? kept = await RenderTwiceAsync("{{ for n in names }}{{ for i in 1..20 }}{{ if i == 20; key 'k20'; end }}{{ end }}{{ end }}", "k20");

        Assert.Equal((6, 9), (kept!.Rendered, kept.Reused));
    }

    [Fact]
    public async Task A_loops_variable_hides_one_that_an_include_sets()
    {
        Write("part.sbn", "{{ n = 'set' }}{{ n }}");
        Write("main.sbn", "{{ for n in names }}{{ for x in 1..1 }}{{ include 'part.sbn' }}{{ end }}{{ end }}");
        await SameAsync(variables);

        await SameAsync(RendererFixture.Variables(new { Names = new[] { "x", "y", "z" }, Title = "one" }));
    }

    [Fact]
    public async Task Indentation_is_an_input()
    {
        Write("main.sbn", "{{ for n in names }}\n  {{ for m in names }}\n{{ if m != key 'a' }}{{ m }}\n{{ end }}text{{ key 'b' }}{{ if n == 'b' }}\n{{ end }}{{ end }}\n{{ end }}");
        await SameAsync(variables);
        foreach (string value in (string[])["a", "c", "\u00e9", "b"])
        {
            state = state.With((new KeyQuery("a"), value));
            await SameAsync(variables);
        }
    }

    [Theory]
    [InlineData("main.sbn")]
    [InlineData("part.sbn")]
    public async Task An_edit_renders_what_it_touches(string edited)
    {
        await RenderTwiceAsync("{{ for n in names }}{{ include 'part.sbn' n }}{{ end }}", "b");
        Write(edited, edited == "part.sbn" ? "new {{ $1 }}" : "new {{ for n in names }}{{ include 'part.sbn' n }}{{ end }}");

        await SameAsync(variables);

        Assert.Equal((3, 0), (it.Renderer.FragmentsOf("main")!.Rendered, it.Renderer.FragmentsOf("main")!.Reused));
    }

    [Fact]
    public async Task A_function_of_a_plugin_that_answers_otherwise_renders_what_asked_it()
    {
        string answer = "free";
        Array.ForEach([it, whole], one => one.Functions.Add(new FunctionDefinition("free", (string name) => name == "b" ? answer : "always", "tools.csx")));
        await RenderTwiceAsync("{{ key 'tick' }}{{ for n in names }}{{ free n }}{{ end }}", "tick");
        Assert.Equal(3, it.Renderer.FragmentsOf("main")!.Reused);

        answer = "taken";
        state = state.With((new KeyQuery("tick"), "3"));
        await SameAsync(variables);

        Assert.Equal((1, 2), (it.Renderer.FragmentsOf("main")!.Rendered, it.Renderer.FragmentsOf("main")!.Reused));
    }

    [Fact]
    public async Task A_plugins_new_version_renders_all_and_keeps_nothing_of_the_old_one()
    {
        await RenderTwiceAsync("{{ key 'tick' }}{{ for n in names }}{{ n }}{{ end }}", "tick");
        var contributions = new Contributions { Targets = [it.Main], Functions = [new FunctionDefinition("other", () => "x", "tools.csx")] };

        await it.Renderer.RenderAsync(contributions, variables, state, CancellationToken.None);

        Assert.Equal((3, 0), (it.Renderer.FragmentsOf("main")!.Rendered, it.Renderer.FragmentsOf("main")!.Reused));
    }

    [Fact]
    public async Task An_item_that_comes_or_goes_renders_only_itself()
    {
        Write("main.sbn", "{{ for n in names }}{{ key_or_default n 'none' }}{{ end }}");
        await SameAsync(variables);

        await SameAsync(RendererFixture.Variables(new { Names = new[] { "new", "a", "c" }, Title = "one" }), (1, 2));
        await SameAsync(RendererFixture.Variables(new { Names = new[] { "c", "a" }, Title = "one" }), (0, 2));
        await SameAsync(RendererFixture.Variables(new { Names = new[] { "c", "a", "b" }, Title = "one" }), (1, 2));
    }

    [Fact]
    public async Task A_rendering_that_fails_loses_no_fragments()
    {
        await RenderTwiceAsync("{{ for n in names }}{{ key n }}{{ if n == 'c' && (key n) == 'bad'; fail; end }}{{ end }}", "b");
        state = state.With((new KeyQuery("c"), "bad"));
        Assert.NotNull((await it.RenderAsync(variables, state)).Error);
        state = state.With((new KeyQuery("c"), "good"));

        await SameAsync(variables);

        Assert.Equal((1, 2), (it.Renderer.FragmentsOf("main")!.Rendered, it.Renderer.FragmentsOf("main")!.Reused));
    }

    [Fact]
    public async Task Without_it_nothing_is_kept()
    {
        await RenderTwiceAsync("{{ for n in names }}{{ key n }}{{ end }}", "b");

        Assert.Null(whole.Renderer.FragmentsOf("main"));
    }

    private void Write(string name, string text) => Array.ForEach([it, whole], one => one.Write(name, text));

    private async Task<KeptFragments?> RenderTwiceAsync(string template, string changed, TimeSpan ahead = default)
    {
        Write("main.sbn", template);
        Write("part.sbn", "({{ key $1 }})");
        await SameAsync(variables);
        time.Advance(ahead);
        state = state.With((new KeyQuery(changed), "2"));
        await SameAsync(variables);
        return it.Renderer.FragmentsOf("main");
    }

    private async Task SameAsync(VariableSet values, (int Rendered, int Reused)? expected = null)
    {
        RenderedTarget one = await it.RenderAsync(values, state);
        RenderedTarget other = await whole.RenderAsync(values, state);
        Assert.Null(other.Error);
        if (!other.Text!.Contains("random", StringComparison.Ordinal))
        {
            Assert.Equal(other.Text, one.Text);
        }

        Assert.Equal(other.Queries.Order(Comparer<Query>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))), one.Queries.Order(Comparer<Query>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))));
        if (expected is { } counts)
        {
            KeptFragments kept = it.Renderer.FragmentsOf("main")!;
            Assert.Equal(counts, (kept.Rendered, kept.Reused));
        }
    }
}
