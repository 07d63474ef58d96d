using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>What a new host knows of the scripts that served in the one before.</summary>
public sealed class LastGoodScriptsTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();
    private readonly DelayedFiles files;

    public LastGoodScriptsTests()
    {
        files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log);
        bench.Settings = bench.Settings with { DataFolder = bench["data"] };
        bench.Options = bench.Options with { Kept = files };
    }

    private string Kept => bench["data/plugins/a.csx/script.json"];

    public ValueTask DisposeAsync()
    {
        files.Dispose();
        return bench.DisposeAsync();
    }

    [Theory]
    [InlineData("Variable(\"a\", nope);", "CS0103")]
    [InlineData("throw new Exception(\"no way\");", "no way")]
    [InlineData("#load \"absent.csx\"", "absent.csx")]
    public async Task A_version_that_cannot_be_used_leaves_the_one_before_the_restart_in_use(string broken, string error)
    {
        bench.Script("a.csx", "Variable(\"a\", 1);");
        await bench.LoadAsync();
        Assert.False(File.Exists(Kept));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept));

        bench.Script("a.csx", broken);
        PluginHost next = await bench.WatchAsync();
        Assert.True(next.Current.Plugins.Single().ServesLastGood);
        Assert.Contains(error, next.Current.Plugins.Single().Errors.Single());
        Assert.Equal(1, next.Current.Variables.Single().Value);

        bench.Script("a.csx", "Variable(\"a\", 2);");
        await Eventually.HoldsAsync(() => next.Current.Variables.Single().Value is 2, "mended");
        Assert.False(next.Current.Plugins.Single().ServesLastGood);
    }

    [Fact]
    public async Task A_script_that_was_removed_does_not_come_back_as_it_was()
    {
        string script = bench.Script("a.csx", "Variable(\"a\", 1);");
        PluginHost host = await bench.LoadAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        File.Delete(script);
        await host.LoadAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(3));
        bench.Script("a.csx", "Variable(\"a\", nope);");
        Assert.Empty((await bench.LoadAsync()).Current.Variables);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"version\": 2}")]
    [InlineData("{\"assembly\": \"AAAA\", \"hash\": \"no\"}")]
    public async Task What_is_damaged_is_put_aside(string content)
    {
        bench.Write("data/plugins/a.csx/script.json", content);
        bench.Script("a.csx", "Variable(\"a\", nope);");
        PluginHost host = await bench.LoadAsync();
        Assert.Contains("CS0103", host.Current.Plugins.Single().Errors.Single());
        Assert.Equal(content, await File.ReadAllTextAsync(Kept + ".unreadable"));
    }

    [Fact]
    public async Task What_others_may_have_written_is_not_run()
    {
        bench.Script("a.csx", "Variable(\"a\", 1);");
        await bench.LoadAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        File.SetUnixFileMode(Kept, (UnixFileMode)0b110_110_110);
        bench.Script("a.csx", "Variable(\"a\", nope);");
        Assert.Empty((await bench.LoadAsync()).Current.Variables);
    }

    [Theory]
    [InlineData("TimeSpan.MaxValue")]
    [InlineData("TimeSpan.FromDays(31)")]
    [InlineData("TimeSpan.Zero")]
    [InlineData("TimeSpan.FromSeconds(-1)")]
    public async Task A_period_that_no_timer_can_count_is_refused_with_its_line(string period)
    {
        bench.Script("a.csx", $"Variables(cluster => new {{ a = 1 }}, every: {period});");
        PluginHost host = await bench.LoadAsync();
        string error = host.Current.Plugins.Single().Errors.Single();
        Assert.Contains("a.csx:1", error);
        Assert.Contains("must be longer than zero and at most 30 days", error);
    }
}
