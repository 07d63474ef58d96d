namespace Basenode.Engine.Tests.Rendering;

/// <summary>Errors as a person sees them, whole.</summary>
public sealed class TemplateErrorTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Fact]
    public async Task A_syntax_error_shows_the_line_and_a_caret()
    {
        string error = await it.ErrorAsync("global\n  {{ if a }}x");
        Assert.Equal(
            """
            main.sbn:2:13: Error while parsing if statement: The <end> statement was not found in: if <expression> ... end|else|else if
              2 |   {{ if a }}x
                |             ^
            """,
            error);
    }

    [Fact]
    public async Task An_error_in_an_include_shows_the_chain()
    {
        it.Write("outer.sbn", "outer\n{{ include 'partials/inner.sbn' }}");
        it.Write("partials/inner.sbn", "a\nb\n\t{{ undefined_thing }}");
        Assert.Equal(
            """
            partials/inner.sbn:3:5: there is no variable or function 'undefined_thing'
              3 |  {{ undefined_thing }}
                |     ^^^^^^^^^^^^^^^
              included at outer.sbn:2:4
              included at main.sbn:1:4
            """,
            await it.ErrorAsync("{{ include 'outer.sbn' }}"));
    }

    [Fact]
    public async Task A_syntax_error_in_an_include_has_its_own_place()
    {
        it.Write("part.sbn", "x\n{{ for }}");
        string error = await it.ErrorAsync("\n{{ include 'part.sbn' }}");
        Assert.StartsWith("part.sbn:2:", error);
        Assert.Contains("  2 | {{ for }}", error);
        Assert.EndsWith("  included at main.sbn:2:4", error);
    }

    [Fact]
    public async Task A_long_line_is_shown_around_the_place()
    {
        string error = await it.ErrorAsync(new string('x', 5000) + "{{ nope }}" + new string('y', 5000));
        Assert.StartsWith("main.sbn:1:5004: ", error);
        Assert.All(error.Split('\n'), line => Assert.InRange(line.Length, 0, 140));
        string[] lines = error.Split('\n');
        Assert.Equal("nope", lines[1].Substring(lines[2].IndexOf('^'), 4));
    }

    [Fact]
    public async Task A_missing_key_is_named_and_watched()
    {
        var query = new Basenode.Engine.Model.KeyQuery("app/color");
        Basenode.Engine.Model.RenderedTarget rendered = await it.RenderAsync("{{ key 'app/color' }}", null, States.Of((query, null)));
        Assert.StartsWith("main.sbn:1:4: there is no key 'app/color' in Consul; basenode tries again when it appears.", rendered.Error);
        Assert.Contains(query, rendered.Queries);
    }
}
