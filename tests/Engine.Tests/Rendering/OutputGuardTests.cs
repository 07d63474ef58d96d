using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>A value from the cluster never changes the shape of a file.</summary>
public sealed class OutputGuardTests : IAsyncDisposable
{
    private const string Hostile = "evil\nserver x 10.0.0.9:80";

    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Theory]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("a\rb", "a\\rb")]
    [InlineData("a\0b", "a\\u0000b")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("a\u0085b", "a\\u0085b")]
    [InlineData("\u202Ea\n", "\\u202ea\\n")]
    public async Task A_line_break_or_NUL_is_an_error_that_names_template_line_and_value(string value, string shown)
    {
        string error = await it.ErrorAsync("one\ntwo {{ text }}", new { text = value });
        Assert.StartsWith($"main.sbn:2:8: the value of this expression has a line break or NUL: \"{shown}\"", error);
        Assert.EndsWith("\n  2 | two {{ text }}\n    |        ^^^^", error);
    }

    [Theory]
    [InlineData("{{ for i in (service 'web') }}{{ i.meta.note }}{{ end }}")]
    [InlineData("{{ for i in (service 'web') }}{{ i.tags[0] }}{{ end }}")]
    [InlineData("{{ key 'k' }}")]
    [InlineData("{{ x = key 'k'; x }}")]
    [InlineData("{{ key 'k' | string.upcase }}")]
    [InlineData("{{ key('k') + '' }}")]
    [InlineData("{{ $\"{key 'k'}\" }}")]
    [InlineData("{{ (service 'web')[0].tags | array.join ' ' }}")]
    [InlineData("{{ func f(a); ret a; end; f (key 'k') }}")]
    [InlineData("{{ capture x }}{{ key 'k' }}{{ end }}{{ x }}")]
    [InlineData("{{ include 'part.sbn' (key 'k') }}")]
    [InlineData("{{ true ? (key 'k') : '' }}")]
    [InlineData("{{ ret key 'k' }}")]
    [InlineData("{{ a = []; a = array.add a (key 'k'); a[0] }}")]
    [InlineData("{{ x = (key 'k') | raw; key 'k' }}")]
    [InlineData("{{ object.eval_template (key 't') }}")]
    [InlineData("{{ case 1; when 1; key 'k'; end }}")]
    public async Task Whatever_way_it_takes_a_hostile_value_is_refused(string template)
    {
        it.Write("part.sbn", "<{{ $1 }}>");
        var instance = States.Instance() with { Tags = [Hostile], Meta = new Dictionary<string, string> { ["note"] = Hostile } };
        ClusterState state = States.Of(
            (new KeyQuery("k"), Hostile), (new KeyQuery("t"), "{{ \"a\\nb\" }}"), (new ServiceQuery("web"), new[] { instance }));

        Assert.Contains("has a line break", await it.ErrorAsync(template, null, state));
    }

    [Theory]
    [InlineData("{{ include 'lines.sbn' }}", "one\ntwo")]
    [InlineData("{{ x = include 'lines.sbn'; x }}", "one\ntwo")]
    [InlineData("{{ capture x }}a\nb{{ end }}[{{ x }}]", "[a\nb]")]
    [InlineData("{{ capture x }}a\nb{{ end }}{{ if x == \"a\\nb\" }}same{{ end }}", "same")]
    [InlineData("{{ key 'k' | raw }}", Hostile)]
    [InlineData("{{ key 'k' | indent 2 }}", "  evil\n  server x 10.0.0.9:80")]
    [InlineData("{{ func f }}a\nb{{ end }}{{ f }}", "a\nb")]
    [InlineData("{%{ {{ raw }} }%}", " {{ raw }} ")]
    public async Task Text_that_is_meant_to_have_several_lines_has_them(string template, string text)
    {
        it.Write("lines.sbn", "one\ntwo");
        Assert.Equal(text, await it.TextAsync(template, null, States.Of((new KeyQuery("k"), Hostile))));
    }

    [Fact]
    public async Task Template_syntax_in_a_value_stays_text()
    {
        Assert.Equal("{{ services }}", await it.TextAsync("{{ key 'k' }}", null, States.Of((new KeyQuery("k"), "{{ services }}"))));
    }

    [Fact]
    public async Task The_error_names_the_functions_that_help_those_of_plugins_too()
    {
        Assert.Contains("; quote it (json, one_line, shell_quote), or use 'raw'", await it.ErrorAsync("{{ text }}", new { text = Hostile }));

        await using var other = new RendererFixture();
        other.Functions.Add(new FunctionDefinition("nginx_quote", (string text) => text, "nginx.csx"));
        Assert.Contains("; quote it (json, nginx_quote, one_line, shell_quote), or", await other.ErrorAsync("{{ text }}", new { text = Hostile }));
    }

    [Fact]
    public async Task Json_of_anything_is_one_line()
    {
        string text = await it.TextAsync("{{ json value }}", new { value = new { A = "x\n\u2028\0", B = new[] { 1, 2 }, C = (object?)null } });
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain('\u2028', text);
    }
}
