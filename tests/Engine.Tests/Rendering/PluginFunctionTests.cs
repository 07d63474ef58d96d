using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

public sealed class PluginFunctionTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public PluginFunctionTests()
    {
        Add("shout", (string text) => text.ToUpperInvariant());
        Add("twice", (int number) => number * 2);
        Add("pad", (string text, int width = 4, string with = "-") => text.PadLeft(width, with[0]));
        Add("total", (IReadOnlyList<int> numbers) => numbers.Sum());
        Add("names", (IEnumerable<Instance> instances) => instances.Select(instance => new { instance.Id, instance.Port }));
        Add("look", (IReadOnlyDictionary<string, string> map) => map["owner"]);
        Add("fails", (string text) => text == "x" ? throw new InvalidOperationException("no x, please") : text);
        Add("waits", () => Task.FromResult(1));
        Add("services", () => "mine");
        Add("lines", () => "a\nb");
        Add("first", (string[] items) => items[0]);
    }

    public ValueTask DisposeAsync() => it.DisposeAsync();

    private void Add(string name, Delegate function) => it.Functions.Add(new FunctionDefinition(name, function, "tools.csx"));

    [Theory]
    [InlineData("{{ shout 'a' }} {{ 'b' | shout }}", "A B")]
    [InlineData("{{ twice 4 }} {{ twice '5' }} {{ twice 3.0 }}", "8 10 6")]
    [InlineData("{{ pad 'a' }} {{ pad 'a' 2 }} {{ pad 'a' with:'.' }}", "---a -a ...a")]
    [InlineData("{{ total [1, 2, 3] }}", "6")]
    [InlineData("{{ for x in (names (service 'web')) }}{{ x.id }}:{{ x.port }} {{ end }}", "web-1:8001 web-2:8002 ")]
    [InlineData("{{ look (service 'web')[0].meta }}", "team-a")]
    [InlineData("{{ first ['a', 'b'] }}", "a")]
    public async Task A_plugins_function_takes_and_returns_values_of_templates(string template, string text) =>
        Assert.Equal(text, await it.TextAsync(template, null, States.Of((new ServiceQuery("web"), States.Instances("web", 2)))));

    [Theory]
    [InlineData("{{ fails 'x' }}", "main.sbn:1:4: function 'fails' of tools.csx: no x, please (InvalidOperationException)")]
    [InlineData("{{ twice 'four' }}", "function 'twice' of tools.csx: argument 'number' must be a number")]
    [InlineData("{{ total 'x' }}", "argument 'numbers' must be a list")]
    [InlineData("{{ pad 'a' wdth:2 }}", "'pad' has no argument 'wdth'; did you mean 'width'?")]
    [InlineData("{{ pad 'a' 1 'b' 3 }}", "'pad' takes at most 3 arguments: text, width, with")]
    [InlineData("{{ twice }}", "while expecting `1` arguments")]
    [InlineData("{{ waits }}", "function 'waits' of tools.csx: the result of waits: it is a Task; await it")]
    [InlineData("{{ lines }}", "has a line break")]
    public async Task Its_faults_name_it(string template, string expected) => Assert.Contains(expected, await it.ErrorAsync(template));

    [Fact]
    public async Task It_cannot_take_the_place_of_a_built_in_one() =>
        Assert.Equal("0", await it.TextAsync("{{ (services).size }}", null, States.Of((new ServicesQuery(), Array.Empty<ServiceSummary>()))));
}
