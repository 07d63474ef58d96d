using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>What the document's tables of translations say to write works as the other tool's words did.</summary>
public sealed class TranslationTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Theory]
    [InlineData("{{ for i in (service \"web\") }}{{ for.index }}:{{ i.address }} {{ end }}", "0:10.0.0.2 1:10.0.0.3 ")]
    [InlineData("{{ for i in (service 'web') }}{{ for.index + 1 }}{{ if for.first }}f{{ end }}{{ if for.last }}l{{ end }}{{ end }}", "1f2l")]
    [InlineData("{{ 7 // 2 }} {{ 7 % 2 }} {{ 7 - 2 * 2 }}", "3 1 3")]
    [InlineData("{{ string.to_float \"1.5\" }} {{ 1 + \"\" }} {{ \"true\" == \"true\" }}", "1.5 1 true")]
    [InlineData("{{ string.downcase \"A\" }}{{ string.upcase \"a\" }}{{ string.capitalizewords \"a b\" }}{{ string.replace \"a\" \"a\" \"c\" }}", "aAA Bc")]
    [InlineData("{{ x = 1 }}{{ x }}{{ x = x + 1 }}{{ x }}", "12")]
    [InlineData("{{ func m(a) }}<{{ a }}>{{ end }}{{ m 1 }}{{ m 2 }}", "<1><2>")]
    [InlineData("a{{ # a comment }}b", "ab")]
    [InlineData("a\n{{~ if true && !false ~}}\nb\n{{~ else if true }}c{{ else }}d{{ end }}", "a\nb\n")]
    [InlineData("{%{ {{ raw }} }%}", " {{ raw }} ")]
    [InlineData("{{ null ?? 'd' }} {{ 'a' + 'b' }} {{ null == null }}", "d ab true")]
    [InlineData("{{ [3, 1, 3] | array.sort | array.uniq | join ',' }} {{ [1, 2] | array.first }} {{ [1, 2] | array.last }} {{ [1, 2] | array.size }}", "1,3 1 2 2")]
    [InlineData("{{ service 'web' | array.map 'port' | join ',' }}", "8001,8002")]
    [InlineData("{{ service 'web' | array.filter @(do; ret $0.port > 8001; end) | array.map 'id' | join ',' }}", "web-2")]
    [InlineData("{{ for e in {a: 1, b: 2} }}{{ e.key }}{{ e.value }}{{ end }}", "a1b2")]
    [InlineData("{{ $x = 1; $x }}", "1")]
    public async Task A_translation_works(string template, string text) =>
        Assert.Equal(text, await it.TextAsync(template, null, States.Of((new ServiceQuery("web"), States.Instances("web", 2)))));

    [Fact]
    public async Task Variables_of_one_target_are_seen_by_it_alone_and_beside_the_others()
    {
        it.Write("main.sbn", "{{ shared }} {{ own }}");
        VariableSet variables = RendererFixture.Variables(new { shared = "s" });
        ImmutableSortedDictionary<string, object?> own = RendererFixture.Variables(new { own = "o" }).Global;

        Assert.Equal("s o", (await it.RenderAsync(variables with { ByTarget = variables.ByTarget.SetItem("main", own) })).Text);
        Assert.Contains("'own'", (await it.RenderAsync(variables with { ByTarget = variables.ByTarget.SetItem("other", own) })).Error);
    }

    [Fact]
    public async Task A_host_that_cannot_be_looked_up_is_an_error()
    {
        string error = await it.ErrorAsync("{{ lookup_ip 'no-such-host.invalid' }}");
        Assert.StartsWith("main.sbn:1:4: 'no-such-host.invalid' cannot be looked up: ", error);
    }

    [Fact]
    public async Task Leaf_certificates_never_print_their_key_by_accident()
    {
        ClusterState state = States.Of((new CaLeafQuery("web"), new LeafCertificate("CERT", "KEY")));
        Assert.DoesNotContain("KEY", await it.ErrorAsync("{{ ca_leaf 'web' }}", null, state));
        Assert.Equal("CERT KEY", await it.TextAsync("{{ c = ca_leaf 'web'; c.certificate }} {{ c.private_key }}", null, state));
    }
}
