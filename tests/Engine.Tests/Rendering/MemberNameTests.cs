using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>A member's name given as text is checked as one that is written after a dot.</summary>
public sealed class MemberNameTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Theory]
    [InlineData("{{ service 'web' | array.map 'adress' }}", "1:20: there is no member 'adress'; did you mean 'address'?")]
    [InlineData("{{ array.map (service 'web') 'adress' }}", "1:4: there is no member 'adress'; did you mean 'address'?")]
    [InlineData("\n{{ for a in (service 'web' | array.map 'adress') }}{{ a }}{{ end }}", "2:30: there is no member 'adress'")]
    [InlineData("{{ service 'web' | array.sort 'adress' }}", "there is no member 'adress'; did you mean 'address'?")]
    [InlineData("{{ service 'one' | array.sort 'adress' | array.size }}", "there is no member 'adress'; did you mean 'address'?")]
    [InlineData("{{ service 'one' | array.sort 'node.nmae' | array.size }}", "there is no member 'nmae'; its members are size")]
    [InlineData("{{ service 'web' | array.map 'id' | array.map 'x' }}", "there is no member 'x'; its members are size")]
    [InlineData("{{ [1] | array.map 'x' }}", "there is no member 'x': an item is 1, which has no members")]
    [InlineData("{{ [null] | array.map 'x' }}", "there is no member 'x': an item is null, which has no members")]
    [InlineData("{{ rows | array.map 'nmae' }}", "there is no member 'nmae'; did you mean 'name'?")]
    [InlineData("{{ rows | array.map 'other' }}", "there is no member 'other'; its members are name, size")]
    [InlineData("{{ [{name: 2}, {name: 1}] | array.map 'nmae' }}", "there is no member 'nmae'; did you mean 'name'?")]
    [InlineData("{{ rows | array.map 'name' nmae:'x' }}", "'array.map' has no argument 'nmae'; its arguments are list, member")]
    [InlineData("{{ rows | array.map '' }}", "'array.map': argument 'member' is empty")]
    [InlineData("{{ 'text' | array.map 'x' }}", "'array.map': argument 'list' must be a list, not the text \"text\"")]
    [InlineData("{{ [1, 'a'] | array.sort }}", "'array.sort': these values cannot be compared with each other")]
    [InlineData("{{ service 'web' | array.filter 'adress' }}", "'array.filter' takes a function, such as @(do; ret $0.port > 80; end), not the text \"adress\"")]
    [InlineData("{{ service 'web' | array.any 'adress' }}", "'array.any' takes a function")]
    [InlineData("{{ service 'web' | array.each 'adress' }}", "'array.each' takes a function")]
    [InlineData("{{ service 'web' | array.filter @(do; ret $0.adress == ''; end) | array.size }}", "there is no member 'adress'")]
    [InlineData("{{ object.has_key (service 'one')[0] 'adress' }}", "there is no member 'adress'; did you mean 'address'?")]
    [InlineData("{{ object.has_value table 'nmae' }}", "there is no member 'nmae'; did you mean 'name'?")]
    [InlineData("{{ object.has_key 'text' 'size' }}", "'object.has_key': argument 'value' must be a map or an object, not the text \"text\"")]
    [InlineData("{{ services | by_port }}", "there is no member 'port'; its members are name, tags")]
    [InlineData("{{ services | by_meta 'owner' }}", "there is no member 'meta'; its members are name, tags")]
    [InlineData("{{ [1] | by_tag }}", "there is no member 'tags': an item is 1, which has no members")]
    [InlineData("{{ service 'web' | by_key }}", "there is no member 'key'; its members are address, checks")]
    [InlineData("{{ service 'web' | explode }}", "there is no member 'key'; its members are address, checks")]
    [InlineData("{{ [{key: 'a'}] | explode }}", "there is no member 'value'; its members are key")]
    public async Task A_typo_in_it_is_an_error(string template, string expected)
    {
        string error = await it.ErrorAsync(template, Values, State);
        Assert.StartsWith("main.sbn:", error);
        Assert.Contains(expected, error);
    }

    [Theory]
    [InlineData("{{ service 'web' | array.map 'port' | join ',' }}", "8001,8002")]
    [InlineData("{{ (service 'web')[0] | array.map 'port' | join ',' }}", "8001")]
    [InlineData("{{ service 'web' | array.map 'meta' | array.map 'owner' | join ',' }}", "team-a,team-a")]
    [InlineData("{{ service 'web' | array.map 'meta.owner' | array.uniq | join ',' }}", "team-a")]
    [InlineData("{{ rows | array.sort 'size' | array.map 'name' | join ',' }}", "b,a,c")]
    [InlineData("{{ rows | array.sort member:'name' | array.map member:'size' | join ',' }}", "2,1,2")]
    [InlineData("{{ [3, 1, 2] | array.sort | join ',' }} {{ null | array.sort | array.size }} {{ null | array.map 'x' | array.size }}", "1,2,3 0 0")]
    [InlineData("{{ [{a: {b: 2}}, {a: {b: 1}}] | array.sort 'a.b' | array.map 'a.b' | join ',' }}", "1,2")]
    [InlineData("{{ map | array.map 'key' | join ',' }}", "a,b.c")]
    [InlineData("{{ [map] | array.map 'b.c' | join ',' }}", "2")]
    [InlineData("{{ x = rows | array.map 'size'; x[0] = 9; x | join ',' }}", "9,2,2")]
    [InlineData("{{ service 'web' | array.any @(do; ret $0.port > 8001; end) }} {{ [1, 2] | array.each @(do; ret $0 + 1; end) | join ',' }}", "true 2,3")]
    [InlineData("{{ object.has_key table 'name' }} {{ object.has_value table 'nothing' }} {{ object.has_key table 'nothing' }}", "true false true")]
    public async Task A_name_that_exists_is_read(string template, string text) => Assert.Equal(text, await it.TextAsync(template, Values, State));

    [Theory]
    [InlineData("[{{ service 'web' | array.map 'meta' | array.map 'absent' | join ',' }}]", "[]")]
    [InlineData("[{{ service 'web' | array.map 'meta.absent' | join ',' }}]", "[]")]
    [InlineData("[{{ service 'web' | array.map 'meta.absent.deeper' | join ',' }}]", "[]")]
    [InlineData("{{ service 'web' | array.sort 'meta.absent' | array.map 'id' | join ',' }}", "web-1,web-2")]
    [InlineData("{{ [map] | array.sort 'absent' | array.size }}", "1")]
    [InlineData("{{ for g in (service 'web' | by_meta 'absent') }}[{{ g.key }}]{{ end }}", "[]")]
    [InlineData("{{ for g in ([map] | by_port) }}[{{ g.key }}]{{ end }}", "[]")]
    [InlineData("{{ object.has_key map 'absent' }} {{ object.has_value (service 'one')[0].meta 'absent' }} {{ object.has_key null 'x' }}", "false false false")]
    [InlineData("{{ x = {a: 1}; object.has_key x 'b' }}", "false")]
    public async Task An_absent_key_of_a_map_is_none(string template, string text) => Assert.Equal(text, await it.TextAsync(template, Values, State));

    private static ClusterState State => States.Of(
        (new ServicesQuery(), new[] { new ServiceSummary("web", []) }),
        (new ServiceQuery("web"), States.Instances("web", 2)),
        (new ServiceQuery("one"), States.Instances("one", 1)));

    private static object Values => new
    {
        Table = new { Name = "web", Nothing = (string?)null },
        Rows = new[] { new { Name = "b", Size = 1 }, new { Name = "a", Size = 2 }, new { Name = "c", Size = 2 } },
        Map = new Dictionary<string, int> { ["a"] = 1, ["b.c"] = 2 },
    };
}
