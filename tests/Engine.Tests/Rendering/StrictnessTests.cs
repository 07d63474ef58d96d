using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>A typo never renders as nothing; an absent label of the cluster is null.</summary>
public sealed class StrictnessTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    private static ClusterState State => States.Of(
        (new ServicesQuery(), new[] { new Basenode.Plugins.ServiceSummary("web", []) }), (new ServiceQuery("web"), States.Instances("web", 1)));

    [Theory]
    [InlineData("{{ for i in servces }}{{ end }}", "there is no variable or function 'servces'; did you mean 'services'?")]
    [InlineData("{{ regoin }}", "there is no variable or function 'regoin'; did you mean 'region'?")]
    [InlineData("{{ if nothing_like_it }}{{ end }}", "there is no variable or function 'nothing_like_it'")]
    [InlineData("{{ nothing_like_it ?? 'd' }}", "there is no variable or function 'nothing_like_it'")]
    [InlineData("{{ toUpper 'x' }}", "there is no variable or function 'toUpper'; here it is called 'string.upcase'")]
    [InlineData("{{ lookupIfaceIPV4 'x' }}", "there is no variable or function 'lookupIfaceIPV4'; here it is called 'interface_ipv4'")]
    [InlineData("{{ writeToFile 'x' }}", "there is no variable or function 'writeToFile'; declare one more target in a script")]
    [InlineData("{{ to_upper 'x' }}", "there is no variable or function 'to_upper'; here it is called 'string.upcase'")]
    [InlineData("{{ 'x' | to_jsn }}", "there is no variable or function 'to_jsn'; did you mean 'to_json'?")]
    [InlineData("{{ string.upcas 'x' }}", "there is no member 'upcas'; did you mean 'upcase'?")]
    [InlineData("{{ (service 'web')[0].prot }}", "there is no member 'prot'; did you mean 'port'?")]
    [InlineData("{{ (service 'web')[0]['prot'] }}", "there is no member 'prot'; did you mean 'port'?")]
    [InlineData("{{ service 'web' tga:'x' }}", "'service' has no argument 'tga'; did you mean 'tag'?")]
    [InlineData("{{ services 1 2 3 }}", "'services' takes at most 2 arguments: datacenter")]
    [InlineData("{{ service 'web' passing:'no' }}", "'service': argument 'passing' must be true or false, not the text \"no\"")]
    [InlineData("{{ service '' }}", "'service': argument 'name' is empty")]
    [InlineData("{{ service }}", "while expecting `1` arguments")]
    [InlineData("{{ table.nmae }}", "there is no member 'nmae'; did you mean 'name'?")]
    [InlineData("{{ table['nmae'] }}", "there is no member 'nmae'; did you mean 'name'?")]
    [InlineData("{{ table.name.x }}", "there is no member 'x'")]
    [InlineData("{{ list[3] }}", "out of bounds")]
    [InlineData("{{ (service 'web')[0] }}", "an instance cannot be written as text; write one of its members: address")]
    [InlineData("{{ (service 'web')[0].port = 1 }}", "readonly")]
    [InlineData("{{ (service 'web')[0] = 1 }}", "")]
    [InlineData("{{ table.name = 'x' }}", "readonly")]
    [InlineData("{{ map.x = 'x' }}", "readonly")]
    [InlineData("{{ list[0] = 'x' }}", "this list is read-only")]
    [InlineData("{{ string.upcase = 1 }}", "readonly")]
    [InlineData("{{ map.absent.deeper }}", "null")]
    public async Task A_typo_is_an_error(string template, string expected)
    {
        string error = await it.ErrorAsync(template, Values, State);
        Assert.StartsWith("main.sbn:1:", error);
        Assert.Contains(expected, error);
    }

    [Theory]
    [InlineData("[{{ map.absent }}]", "[]")]
    [InlineData("[{{ map['absent'] }}]", "[]")]
    [InlineData("[{{ map.absent ?? 'd' }}]", "[d]")]
    [InlineData("[{{ map.absent?.deeper }}]", "[]")]
    [InlineData("{{ map['key with blanks'] }} {{ map.MixedCase }}", "1 2")]
    [InlineData("[{{ (service 'web')[0].meta.absent }}]", "[]")]
    [InlineData("[{{ (service 'web')[0].tagged_addresses.wan ?? 'none' }}]", "[none]")]
    [InlineData("[{{ (instances).absent }}]", "[]")]
    [InlineData("{{ object.has_key map 'absent' }} {{ object.has_key (service 'web')[0].meta 'owner' }}", "false true")]
    [InlineData("{{ for e in map }}{{ e.key }}={{ e.value }};{{ end }}", "MixedCase=2;key with blanks=1;")]
    [InlineData("{{ for e in table }}{{ e.key }}={{ e.value }};{{ end }}", "name=web;")]
    [InlineData("{{ object.size map }} {{ list.size }} {{ array.size list }}", "2 2 2")]
    [InlineData("{{ (service 'web') | array.map 'port' | join ',' }}", "8001")]
    [InlineData("{{ list | array.add 3 | join ',' }} {{ list | join ',' }}", "1,2,3 1,2")]
    [InlineData("{{ x = 1; x = x + 1; x }}", "2")]
    [InlineData("{{ region = 'us'; region }}", "us")]
    [InlineData("{{ (service 'web')[0].port + 1 }} {{ (service 'web')[0].weight > 0 }}", "8002 true")]
    [InlineData("{{ (service 'web')[0] | to_json | string.contains 'owner' }}", "true")]
    public async Task What_the_cluster_or_a_dictionary_fills_is_lenient(string template, string text) =>
        Assert.Equal(text, await it.TextAsync(template, Values, State));

    [Fact]
    public async Task What_a_template_assigns_is_gone_in_the_next_run()
    {
        await it.TextAsync("{{ x = 1; region = 'us'; x }}", Values, State);
        Assert.Equal("eu", await it.TextAsync("{{ region }}", Values, State));
        Assert.Contains("'x'", await it.ErrorAsync("{{ x }}", Values, State));
    }

    [Fact]
    public async Task A_variable_that_its_contributor_still_waits_for_is_waited_for()
    {
        it.Write("main.sbn", "{{ servers }}");
        RenderedTarget waiting = await it.RenderAsync(new VariableSet { Waiting = ["haproxy.csx"] });
        Assert.StartsWith("waits for the variables of haproxy.csx: main.sbn:1:4: there is no variable or function 'servers'", waiting.Waiting);
        Assert.Null(waiting.Error);

        Assert.NotNull((await it.RenderAsync(new VariableSet())).Error);
    }

    private static object Values => new
    {
        Region = "eu",
        Table = new { Name = "web" },
        Map = new Dictionary<string, int> { ["key with blanks"] = 1, ["MixedCase"] = 2 },
        List = new[] { 1, 2 },
    };
}
