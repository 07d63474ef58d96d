using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>Shipped plugins, then assemblies, then scripts: the order in which plugins keep names, also those of computed variables.</summary>
public sealed class PluginOrderTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();
    private readonly VariableStage stage = new(
        new ChangeSignal(),
        new Watchdog(TimeProvider.System),
        TimeProvider.System,
        NullLogger<VariableStage>.Instance,
        new VariableOptions { Patience = TimeSpan.FromMinutes(1) });

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Computed_variables_keep_names_in_the_order_of_the_plugins_not_of_their_file_names()
    {
        Put("shipped/Zulu/Zulu.dll", PluginAssembly.Plugin("Zulu", "plugins.Variables(cluster => new { one = \"shipped\" });"));
        Put("etc/plugins/middle/middle.dll", PluginAssembly.Plugin("middle", "plugins.Variables(cluster => new { one = \"assembly\", two = \"assembly\" });"));
        bench.Script("a.csx", """Variables(cluster => new { one = "script", two = "script", three = "script" });""");

        VariableSet set = await GatherAsync((await bench.LoadAsync()).Current);

        Assert.Equal(["one=shipped", "three=script", "two=assembly"], set.Global.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Contains($"{bench["shipped/Zulu/Zulu.dll"]}, which comes first and keeps it", string.Join("\n", set.Problems));
        Assert.Contains($"{bench["etc/plugins/middle/middle.dll"]}, which comes first and keeps it", string.Join("\n", set.Problems));
        Assert.Equal(3, set.Problems.Length);
    }

    [Fact]
    public async Task A_computed_variable_of_an_earlier_plugin_comes_before_a_fixed_one_of_a_later()
    {
        Put("etc/plugins/z/z.dll", PluginAssembly.Plugin("z", "plugins.Variables(cluster => new { one = \"assembly\" });"));
        bench.Script("a.csx", """Variable("one", "script");""");

        Assert.Equal("assembly", (await GatherAsync((await bench.LoadAsync()).Current)).Global["one"]);
    }

    [Fact]
    public async Task Two_plugins_with_one_file_name_are_two()
    {
        Put("shipped/Same/Same.dll", PluginAssembly.Plugin("Same", "plugins.Variables(cluster => new { one = \"shipped\" });"));
        Put("etc/plugins/Same/Same.dll", PluginAssembly.Plugin("Same", "plugins.Variable(\"two\", 2); plugins.Variables(cluster => new { one = \"assembly\", two = 3 });"));

        Contributions all = (await bench.LoadAsync()).Current;
        VariableSet set = await GatherAsync(all);

        Assert.Equal(("shipped", 2L), (set.Global["one"], set.Global["two"]));
        Assert.Equal(
            [
                $"Same.dll: variable 'one' is set by {bench["shipped/Same/Same.dll"]}, which comes first and keeps it; give this one another name",
                "Same.dll: variable 'two' is set twice by this plugin; the first one is used",
            ],
            set.Problems.Select(problem => $"{problem}"));
    }

    private async Task<VariableSet> GatherAsync(Contributions all)
    {
        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        return await stage.GatherAsync(all, ClusterState.Empty, CancellationToken.None);
    }

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(bench[name])!);
        File.WriteAllBytes(bench[name], content);
    }
}
