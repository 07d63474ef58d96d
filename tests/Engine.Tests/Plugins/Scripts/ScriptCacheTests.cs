using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Plugins.Scripts;

public sealed class ScriptCacheTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();
    private readonly string script;

    public ScriptCacheTests()
    {
        bench.Write("etc/conf.d/lib/two.csx", "int Two() => 2;");
        script = bench.Script("a.csx", "#load \"lib/two.csx\"\nVariable(\"x\", Two());");
    }

    private string Entry => Assert.Single(Directory.GetFiles(bench["cache"]));

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_warm_cache_needs_no_compiler_until_something_changes()
    {
        await LoadsAsync(2);
        Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(Entry));

        BreakTheCompiler();
        await LoadsAsync(2);

        bench.Write("etc/conf.d/lib/two.csx", "int Two() => 3;");
        PluginSummary stale = (await bench.LoadAsync()).Current.Plugins.Single();
        Assert.StartsWith($"{script}: the compiler ended with exit code 1", Assert.Single(stale.Errors));
    }

    [Fact]
    public async Task The_cache_of_an_image_is_looked_at_first_and_never_written()
    {
        await LoadsAsync(2);
        bench.Settings = bench.Settings with { ReadOnlyCacheFolder = bench["cache"], CacheFolder = bench["other"] };
        BreakTheCompiler();

        await LoadsAsync(2);

        Assert.False(Directory.Exists(bench["other"]));
        Assert.NotNull(Entry);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("garbage with a right hash")]
    [InlineData("writable by others")]
    public async Task A_damaged_entry_is_made_again(string damage)
    {
        await LoadsAsync(2);
        byte[] content = File.ReadAllBytes(Entry);
        byte[] garbage = new byte[1000];
        switch (damage)
        {
            case "truncated":
                File.WriteAllBytes(Entry, content[..^100]);
                break;
            case "flipped":
                content[content.Length / 2] ^= 1;
                File.WriteAllBytes(Entry, content);
                break;
            case "empty":
                File.WriteAllBytes(Entry, []);
                break;
            case "garbage with a right hash":
                File.WriteAllBytes(Entry, [.. garbage, .. ContentHash.Bytes(garbage)]);
                break;
            default:
                File.SetUnixFileMode(Entry, (UnixFileMode)0b110_110_110);
                break;
        }

        await LoadsAsync(2);
        BreakTheCompiler();
        await LoadsAsync(2);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_costs_a_compilation_and_no_more()
    {
        bench.Write("file", "");
        bench.Settings = bench.Settings with { CacheFolder = bench["file/cache"] };

        await LoadsAsync(2);
    }

    [Fact]
    public async Task The_cache_is_filled_without_running_anything()
    {
        string loud = bench.Script("b.csx", $"File.WriteAllText(\"{bench["ran"]}\", \"\");");
        string bad = bench.Script("c.csx", "nope();");

        IReadOnlyList<PluginSummary> compiled = await bench.NewHost().CompileAsync(CancellationToken.None);

        Assert.Equal([script, loud, bad], compiled.Select(plugin => plugin.Path));
        Assert.Equal([0, 0, 1], compiled.Select(plugin => plugin.Errors.Length));
        Assert.False(File.Exists(bench["ran"]));
        Assert.Equal(2, Directory.GetFiles(bench["cache"]).Length);
    }

    [Fact]
    public async Task Old_entries_go_when_there_are_many()
    {
        Directory.CreateDirectory(bench["cache"]);
        for (int i = 0; i < 250; i++)
        {
            File.SetLastWriteTimeUtc(bench.Write($"cache/{i}.dll", ""), DateTime.UnixEpoch.AddDays(i));
        }

        await LoadsAsync(2);

        string[] left = Directory.GetFiles(bench["cache"]);
        Assert.Equal(100, left.Length);
        Assert.Contains(bench["cache/249.dll"], left);
        Assert.DoesNotContain(bench["cache/0.dll"], left);
        BreakTheCompiler();
        await LoadsAsync(2);
    }

    private void BreakTheCompiler() => bench.Options = bench.Options with { ScriptCompilerCommand = ["/bin/false"] };

    private async Task LoadsAsync(int value)
    {
        PluginHost host = await bench.LoadAsync();
        Assert.Empty(host.Current.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(value, Assert.Single(host.Current.Variables).Value);
    }
}
