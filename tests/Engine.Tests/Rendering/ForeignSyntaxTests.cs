namespace Basenode.Engine.Tests.Rendering;

/// <summary>Whoever comes from Jinja or Go's templates is told how it is written here, at the place.</summary>
public sealed class ForeignSyntaxTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Theory]
    [InlineData("a\n{% for i in services %}\nb", "main.sbn:2:1: 'for' is Jinja; here write {{ for item in list }}")]
    [InlineData("{%- if a -%}", "main.sbn:1:1: 'if' is Jinja; here write {{ if condition }}")]
    [InlineData("x {% endfor %}", "main.sbn:1:3: 'endfor' is Jinja; here write {{ end }}")]
    [InlineData("{% set a = 1 %}", "'set' is Jinja; here write {{ name = value }}")]
    [InlineData("{# a comment #}", "main.sbn:1:1: this is a comment in Jinja; here write {{ # comment }}")]
    [InlineData("{{ range service \"web\" }}x{{ end }}", "write {{ for item in list }}")]
    [InlineData("{{ range $i, $s := services }}x{{ end }}", "main.sbn:1:1: ':=' is Go; here write name = value")]
    [InlineData("\n  {{ .Address }}", "main.sbn:2:3: '.Address' is Go; here write the variable's name, and its members in lower case with '_': item.address")]
    [InlineData("{{ .ServiceMeta }}", "item.service_meta")]
    [InlineData("{{ if eq .Name \"a\" }}x{{ end }}", "write a == b")]
    [InlineData("{{/* a comment */}}", "main.sbn:1:1: this is a comment in Go templates; here write {{ # comment }}")]
    [InlineData("{{ if eq 1 2 }}x{{ end }}", "write a == b")]
    [InlineData("{{ if and true false }}x{{ end }}", "write a && b")]
    [InlineData("{{ printf \"%s\" 1 }}", "join them with +: a + ':' + b")]
    public async Task Foreign_syntax_gets_a_hint(string template, string hint) => Assert.Contains(hint, await it.ErrorAsync(template));

    [Theory]
    [InlineData("{%{ {% for i in list %} {# text #} }%}", " {% for i in list %} {# text #} ")]
    [InlineData("log-format %{+Q}o\\ %t {%} {%x", "log-format %{+Q}o\\ %t {%} {%x")]
    [InlineData("acl a path_reg ^/{#1,3}$ # 50% {% of %}", "acl a path_reg ^/{#1,3}$ # 50% {% of %}")]
    [InlineData("{{ # a comment }}a", "a")]
    public async Task What_only_looks_like_it_stays_text(string template, string text) => Assert.Equal(text, await it.TextAsync(template));
}
