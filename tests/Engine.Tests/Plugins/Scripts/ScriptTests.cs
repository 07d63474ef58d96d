using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Plugins.Scripts;

public sealed class ScriptTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_script_contributes_everything_that_the_contract_has()
    {
        bench.Script("all.csx", """
            class Never : ICheck { public Task<CheckResult> Check(CheckRequest request, System.Threading.CancellationToken stop) => Task.FromResult(CheckResult.Refuse("never")); }
            int Twice(int number) => number * 2;

            Target("haproxy", template: "haproxy.cfg.sbn", destination: "/etc/haproxy/haproxy.cfg", check: Use("never"), reload: Run("kill -HUP '1 2'"), mode: "0640");
            Target("made", destination: "/etc/made", content: async cluster => (await cluster.Services()).Count.ToString());
            Variable("four", Twice(2));
            Variables(async cluster => new { servers = await cluster.Instances() });
            Variables(cluster => new { fixed_here = 1 }, every: TimeSpan.FromSeconds(5), target: "made");
            Function("shout", (string text) => text.ToUpperInvariant());
            Check("never", new Never());
            Check("method", (request, stop) => Task.FromResult(CheckResult.Accept));
            Check("line", Run("nginx -t -c {{candidate}}"));
            Reload("family", words => FindReload(words[0]));
            Reload("method", (change, stop) => Task.FromResult(ReloadResult.Applied("done")));
            await Task.Yield();
            """);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(["haproxy", "made"], all.Targets.Select(target => target.Name));
        Assert.Equal((UnixFileMode)416, all.Targets[0].Mode);
        Assert.Equal(["kill", "-HUP", "1 2"], Assert.IsType<CommandAction>(all.Targets[0].Reload).Words);
        Assert.Equal(4, Assert.Single(all.Variables).Value);
        Assert.Equal("all.csx", all.Variables[0].Plugin);
        Assert.Equal([null, TimeSpan.FromSeconds(5)], all.ComputedVariables.Select(each => each.Every));
        Assert.Equal("HI", Assert.Single(all.Functions).Function.DynamicInvoke("hi"));
        Assert.Equal("0", await all.Targets[1].Content!(new TrackedCluster(ClusterState.Empty)));
        Assert.NotNull(await all.ComputedVariables[1].Get(new TrackedCluster(ClusterState.Empty)));
        Assert.Equal(["method", "never"], all.Checks.Keys.Order());
        Assert.Equal("{{ candidate }}", ((CommandAction)all.CheckAliases["line"]).Words[^1]);
        Assert.Equal(["family", "method"], all.Reloads.Keys.Order());
    }

    [Fact]
    public async Task Options_may_be_given_as_records_too()
    {
        bench.Script("records.csx", """
            var web = new ServiceOptions { Tag = "v1", Passing = false };
            Target(new TargetOptions { Name = "a", Template = "a.sbn", Destination = "/etc/a", Check = Run("true", new CommandOptions { User = "nobody" }) });
            Variables(async cluster => new { one = await cluster.Service("web", web), two = await cluster.Service("web", tag: "v1", passing: false) }, new VariablesOptions { Target = "a" });
            Variables(cluster => new { three = 1 }, new VariablesOptions { Every = TimeSpan.FromSeconds(5) });
            """);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(new CommandAction(["true"], null, "nobody"), Assert.Single(all.Targets).Check);
        Assert.Equal([(null, "a"), (TimeSpan.FromSeconds(5), null)], all.ComputedVariables.Select(each => (each.Every, each.Target)));
        var cluster = new TrackedCluster(ClusterState.Empty);
        await all.ComputedVariables[0].Get(cluster);
        Assert.Equal([new ServiceQuery("web") { Tag = "v1", Passing = false }], cluster.Reads.Queries);
    }

    [Fact]
    public async Task A_command_that_needs_a_shell_names_the_line_and_the_way_to_write_it()
    {
        string script = bench.Script("shell.csx", """
            Target("a", template: "a.sbn", destination: "/etc/a",
                check: Run("test -s {{ candidate }} && true"));
            """);

        string error = Assert.Single((await bench.LoadAsync()).Current.Plugins[0].Errors);

        Assert.StartsWith($"{script}:2", error);
        Assert.Contains("'&&' in the command 'test -s {{ candidate }} && true' needs a shell, but commands run without one", error);
        Assert.Contains("sh -c 'test -s \"$1\" && true' sh {{ candidate }}", error);
    }

    [Fact]
    public async Task A_warm_cache_needs_no_compiler()
    {
        bench.Script("one.csx", """Variable("one", 1);""");
        await bench.LoadAsync();
        bench.Options = bench.Options with { ScriptCompilerCommand = ["/bin/false"] };

        PluginHost warm = await bench.LoadAsync();

        Assert.Empty(warm.Current.Plugins[0].Errors);
        Assert.Equal(1, Assert.Single(warm.Current.Variables).Value);
    }
}
