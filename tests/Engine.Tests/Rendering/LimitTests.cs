using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>No template and no plugin's function ends the engine, or hides behind a cut text.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("{{ while true }}{{ end }}")]
    [InlineData("{{ while true; x = 1; end }}")]
    [InlineData("{{ func f; f; end; f }}")]
    [InlineData("{{ for i in 1..2000000000 }}{{ end }}")]
    [InlineData("{{ 1..2000000000 | array.join ',' }}")]
    [InlineData("{{ 1..2000000000 | reverse }}")]
    [InlineData("{{ 1..2000000000 | array.sort }}")]
    [InlineData("{{ 1..2000000000 | sort_by_length }}")]
    [InlineData("{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x + x; end }}")]
    [InlineData("{{ for i in 1..10000000 }}{{ '                                                                ' }}{{ end }}")]
    [InlineData("{{ regex_match 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' '^(a+)+$' }}")]
    [InlineData("{{ seq 1 100000000 }}")]
    [InlineData("{{ a = []; a[2000000000] = 1 }}")]
    public async Task What_has_no_end_ends_with_an_error(string template)
    {
        await using var it = new RendererFixture(limit: TimeSpan.FromSeconds(1));
        Assert.StartsWith("main.sbn:1:", await it.ErrorAsync(template));
    }

    [Theory]
    [InlineData("[", 200_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    public async Task A_value_of_YAML_that_nests_without_end_is_an_error_and_not_the_end_of_the_process(string piece, int times)
    {
        await using var it = new RendererFixture();
        string value = string.Concat(Enumerable.Repeat(piece, times));
        string error = await it.ErrorAsync("{{ json (parse_yaml (key 'k')) }}", null, States.Of((new KeyQuery("k"), value)));
        Assert.Contains("this YAML nests deeper than 40 levels", error);
    }

    [Fact]
    public async Task Twenty_thousand_servers_and_five_mebibytes_are_whole()
    {
        await using var it = new RendererFixture();
        string comment = new('#', 250);
        string text = await it.TextAsync(
            $"{{{{ for i in (service 'web') }}}}server {{{{ i.server_name }}}} {{{{ i.endpoint }}}} {comment}\n{{{{ end }}}}",
            null,
            States.Of((new ServiceQuery("web"), States.Instances("web", 20_000))));
        string[] lines = text.Split('\n');
        Assert.Equal(20_001, lines.Length);
        Assert.True(text.Length > 5 * 1024 * 1024);
        Assert.All(lines.SkipLast(1), line => Assert.EndsWith("##", line));
        Assert.StartsWith("server web-20000-x ", lines[^2]);
    }

    [Fact]
    public async Task A_function_of_a_plugin_that_never_returns_is_named_once_and_not_started_again()
    {
        int started = 0;
        using var release = new ManualResetEventSlim();
        await using var it = new RendererFixture(limit: TimeSpan.FromMilliseconds(200));
        it.Functions.Add(new FunctionDefinition("hang", () => { Interlocked.Increment(ref started); release.Wait(); return "late"; }, "bad.csx"));

        string error = await it.ErrorAsync("{{ hang }}");
        RenderedTarget again = await it.RenderAsync(RendererFixture.Variables(new { x = 1 }));

        Assert.Equal("main.sbn: function 'hang' of bad.csx did not return within 0.2 s; basenode does not run it again until it has returned", error);
        Assert.Equal(error, again.Error);
        Assert.Equal(1, started);
        Assert.Single(it.Watchdog.Hung);
        release.Set();
        await Eventually.HoldsAsync(() => it.Watchdog.Hung.Count == 0, "the call returned");
    }
}
