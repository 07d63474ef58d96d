using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;

namespace Basenode.Engine.Tests.Plugins;

public sealed class UnloadingTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Old_versions_leave_the_memory()
    {
        bench.Script("a.csx", """
            class Thing { public string Name => "x"; }
            class Never : ICheck { public Task<CheckResult> Check(CheckRequest request, System.Threading.CancellationToken stop) => Task.FromResult(CheckResult.Accept); }
            Variable("script", new Thing());
            Variables(async cluster => new { servers = await cluster.Instances() });
            Function("shout", (string text) => text.ToUpperInvariant());
            Check("never", new Never());
            Reload("family", words => FindReload(words[0]));
            Target("made", destination: "/etc/made", content: async cluster => (await cluster.Services()).Count.ToString());
            Log.LogInformation("hello");
            await Task.Yield();
            """.Insert(0, "using Microsoft.Extensions.Logging;\n"));
        bench.Script("b.csx", "throw new Exception(\"each time\");");
        Directory.CreateDirectory(bench["etc/plugins/c"]);
        File.WriteAllBytes(bench["etc/plugins/c/c.dll"], PluginAssembly.Build("c", """
            public sealed class Plugin : Basenode.Plugins.IPlugin, System.IDisposable
            {
                public void Register(Basenode.Plugins.IPluginRegistry plugins)
                {
                    plugins.Variable("assembly", this);
                    plugins.Variables(cluster => new { x = this });
                }

                public void Dispose() => throw new System.InvalidOperationException("cannot end");
            }
            """, PluginAssembly.Contract));
        PluginHost host = await bench.LoadAsync();
        var contexts = new List<WeakReference>();

        for (int i = 0; i < 30; i++)
        {
            await UseAsync(host, contexts);
            await host.LoadAsync(CancellationToken.None);
        }

        for (int i = 0; i < 20 && contexts.Exists(context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }

        Assert.Equal(60, contexts.Count);
        Assert.DoesNotContain(contexts, context => context.IsAlive);
        Assert.Contains("each time", host.Current.Plugins.Single(plugin => plugin.Name == "b").Errors.Single());
    }

    // Of its own, so that nothing of what it looks at stays in a local variable of the test.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseAsync(PluginHost host, List<WeakReference> contexts)
    {
        Contributions all = host.Current;
        await all.ComputedVariables.First(each => each.Plugin == "a.csx").Get(new TrackedCluster(ClusterState.Empty));
        all.Functions[0].Function.DynamicInvoke("x");
        contexts.AddRange(all.Variables.Select(variable => new WeakReference(AssemblyLoadContext.GetLoadContext(variable.Value!.GetType().Assembly))));
    }
}
