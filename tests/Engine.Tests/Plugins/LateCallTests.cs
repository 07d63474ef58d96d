using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>A plugin is edited while its code is still running for an earlier pass.</summary>
public sealed class LateCallTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();
    private readonly Watchdog watchdog = new(TimeProvider.System);

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData("return new { x = new Thing() };", 60_000)]
    [InlineData("throw new Mine();", 60_000)]
    [InlineData("return new { x = new Thing() };", 50)]
    [InlineData("throw new Mine();", 50)]
    public async Task A_late_or_hung_get_keeps_its_version_no_longer_than_it_runs(string end, int limit)
    {
        bench.Script("a.csx", $$"""
            class Thing { public string Name => "x"; }
            class Mine : Exception { }
            Variable("thing", new Thing());
            Variables(async cluster => { while (!File.Exists("{{bench["stop"]}}")) { await Task.Delay(10); } {{end}} });
            """);
        PluginHost host = await bench.LoadAsync();
        VariableStage stage = Stage(TimeSpan.FromMilliseconds(limit));
        WeakReference context = await StartAsync(host, stage);
        await Eventually.HoldsAsync(() => watchdog.Hung.Count == (limit < 1000 ? 1 : 0), "it was given up");

        bench.Script("a.csx", "Variable(\"thing\", \"edited\");");
        await host.LoadAsync(CancellationToken.None);
        await GatherAsync(host, stage);
        Collect();
        Assert.True(context.IsAlive, "the code still runs");

        bench.Write("stop", "");
        await Eventually.HoldsAsync(
            async () =>
            {
                await GatherAsync(host, stage);
                Collect();
                return !context.IsAlive && watchdog.Hung.Count == 0;
            },
            "it left the memory");
    }

    [Fact]
    public async Task A_plugin_is_disposed_only_when_no_pass_and_no_late_call_uses_it()
    {
        Put(2);
        PluginHost host = await bench.LoadAsync();
        VariableStage stage = Stage(TimeSpan.FromMinutes(1));
        using (ContributionsLease pass = host.Take())
        {
            await stage.GatherAsync(pass.Contributions, ClusterState.Empty, CancellationToken.None);
            Put(1);
            await host.LoadAsync(CancellationToken.None);
        }

        await GatherAsync(host, stage);
        Assert.False(File.Exists(bench["disposed 2"]), "its get still runs");

        bench.Write("stop", "");
        await Eventually.HoldsAsync(() => File.Exists(bench["disposed 2"]), "it is disposed after the late call");
        Assert.Equal("alive", File.ReadAllText(bench["get 2"]));
    }

    [Fact]
    public async Task A_Dispose_that_blocks_holds_up_neither_the_swap_nor_the_end_of_a_lease()
    {
        Put(3, "while (!System.IO.File.Exists(\"" + bench["stop"] + "\")) { System.Threading.Thread.Sleep(5); }");
        PluginHost host = await bench.LoadAsync();
        using (host.Take())
        {
            Put(4);
            await host.LoadAsync(CancellationToken.None);
        }

        Put(5);
        await host.LoadAsync(CancellationToken.None);
        Assert.Equal(5, Assert.Single(host.Current.Variables).Value);
        await Eventually.HoldsAsync(() => File.Exists(bench["disposed 4"]), "the next one is disposed meanwhile");

        bench.Write("stop", "");
        await Eventually.HoldsAsync(() => File.Exists(bench["disposed 3"]), "it ended");
    }

    private VariableStage Stage(TimeSpan limit) => new(
        new ChangeSignal(), watchdog, TimeProvider.System, NullLogger<VariableStage>.Instance, new VariableOptions { Limit = limit, Patience = TimeSpan.FromMilliseconds(100) });

    // Of its own, so that nothing of what it looks at stays in a local variable of the test.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StartAsync(PluginHost host, VariableStage stage)
    {
        await GatherAsync(host, stage);
        return new WeakReference(AssemblyLoadContext.GetLoadContext(host.Current.Variables[0].Value!.GetType().Assembly));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task GatherAsync(PluginHost host, VariableStage stage)
    {
        using ContributionsLease pass = host.Take();
        await stage.GatherAsync(pass.Contributions, ClusterState.Empty, CancellationToken.None);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private void Put(int number, string dispose = "")
    {
        Directory.CreateDirectory(bench["etc/plugins/p"]);
        File.WriteAllBytes(bench["etc/plugins/p/p.dll"], PluginAssembly.Build("p", $$"""
            public sealed class Plugin : Basenode.Plugins.IPlugin, System.IDisposable
            {
                private string state = "alive";

                public void Register(Basenode.Plugins.IPluginRegistry plugins)
                {
                    plugins.Variable("p", {{number}});
                    plugins.Variables(async cluster =>
                    {
                        while ({{number}} == 2 && !System.IO.File.Exists("{{bench["stop"]}}")) { await System.Threading.Tasks.Task.Delay(10); }
                        System.IO.File.WriteAllText("{{bench["get"]}} {{number}}", state);
                        return (object)new { late = 1 };
                    });
                }

                public void Dispose()
                {
                    state = "disposed";
                    {{dispose}}
                    System.IO.File.WriteAllText("{{bench["disposed"]}} {{number}}", "");
                }
            }
            """, PluginAssembly.Contract));
    }
}
