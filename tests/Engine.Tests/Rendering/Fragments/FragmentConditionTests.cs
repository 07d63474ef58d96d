using Basenode.Engine.Model;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering.Fragments;

/// <summary>One test for each condition under which an item's old text may be used again. Each renders a wrong text when its condition is removed.</summary>
public sealed class FragmentConditionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly RendererFixture it;
    private readonly RendererFixture whole;
    private ClusterState state = States.Of((new KeyQuery("flag"), "1"), (new KeyQuery("late"), "1"));
    private VariableSet variables = Names("a", "b", "c");

    public FragmentConditionTests() => (it, whole) = (new RendererFixture(time), new RendererFixture(time, isIncremental: false));

    public async ValueTask DisposeAsync()
    {
        await it.DisposeAsync();
        await whole.DisposeAsync();
    }

    // Only the block of a wrap runs at different indentations: that of each place where the function yields it.
    [Fact]
    public async Task The_indentation_is_the_same() =>
        await SameAfterAsync("{{ func f }}\n  {{ if (key 'flag') == '1'; $$; end }}\n      {{ $$ }}\n{{ end }}{{ wrap f; for n in names; raw \"p\\nq\"; end; end }}");

    [Fact]
    public async Task A_line_had_ended_before_or_had_not() =>
        await SameAfterAsync("  {{ for n in names; if n == 'a'; raw ((key 'flag') == '1' ? \"p\\nq\\n\" : \"p\\nq\"); else; raw \"r\\ns\"; end; end }}");

    // What is captured ends a line, too, and is not part of the text.
    [Fact]
    public async Task A_line_has_ended_after_a_text_that_is_used_again() =>
        await SameAfterAsync("  {{ for n in names; if n == 'b'; key 'flag'; else; raw \"q\"; capture x; raw \"p\\n\"; end; end; end }}");

    // The function is the same one each time, and what it returns is not.
    [Fact]
    public async Task What_it_reads_can_be_compared()
    {
        Write("part.sbn", "{{ f = $1; for n in names; $1; end }}");
        await SameAfterAsync("{{ x = key 'flag'; func f; ret x; end; include 'part.sbn' @f }}");
    }

    [Fact]
    public async Task A_function_in_an_entry_of_a_map_cannot_be_compared() =>
        await SameAfterAsync("{{ x = key 'flag'; func f; ret x; end; for e in {f: @f}; e.value; end }}");

    // The object that an item left behind is changed afterwards.
    [Fact]
    public async Task What_it_sets_cannot_change() =>
        await SameAfterAsync("{{ key 'flag'; for n in names; o = {a: 1}; end; o.a; o.a = 2 }}");

    // From the 17th item on: before it, the loop within has no fragments of its own.
    [Fact]
    public async Task No_variable_of_a_loop_hides_one_that_it_sets()
    {
        Write("main.sbn", "{{ for n in names; for m in 1..20; n = 'set'; n; end; end }}");
        await SameAsync();
        variables = Names("x", "y", "z");
        await SameAsync();
    }

    [Fact]
    public async Task What_an_item_of_a_loop_within_read_is_an_input_of_the_item_around_it()
    {
        const string Template = "{{ for n in names; if n == 'a'; key 'flag'; end; for i in 1..20; if i == 20; key 'late'; end; end; end }}";
        await SameAfterAsync(Template);
        state = state.With((new KeyQuery("late"), "2"));
        await SameAsync();
    }

    private static VariableSet Names(params string[] names) => RendererFixture.Variables(new { Names = names });

    private void Write(string name, string text) => Array.ForEach([it, whole], one => one.Write(name, text));

    private async Task SameAfterAsync(string template)
    {
        Write("main.sbn", template);
        await SameAsync();
        state = state.With((new KeyQuery("flag"), "2"));
        await SameAsync();
        state = state.With((new KeyQuery("flag"), "1"));
        await SameAsync();
    }

    private async Task SameAsync()
    {
        RenderedTarget one = await it.RenderAsync(variables, state);
        RenderedTarget other = await whole.RenderAsync(variables, state);
        Assert.Null(other.Error);
        Assert.Equal(other.Text, one.Text);
    }
}
