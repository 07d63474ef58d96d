using Basenode.Engine.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Plugins;

public sealed class HotReloadTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_broken_edit_keeps_the_last_good_version_and_mending_it_recovers()
    {
        string script = bench.Script("a.csx", "Variable(\"a\", 1);");
        bench.Script("b.csx", "Variable(\"b\", 1);");
        PluginHost host = await bench.WatchAsync();

        bench.Script("a.csx", "Variable(\"a\", nope);");
        await Eventually.HoldsAsync(() => host.Current.Plugins[0].ServesLastGood, "the broken edit was seen");
        Assert.StartsWith($"{script}:1:15: error CS0103", Assert.Single(host.Current.Plugins[0].Errors));
        await HoldsAsync(host, "a=1 b=1");

        bench.Script("a.csx", "Variable(\"a\", 2);");
        await HoldsAsync(host, "a=2 b=1");
        Assert.False(host.Current.Plugins[0].ServesLastGood);
        Assert.Empty(host.Current.Plugins[0].Errors);
        await Eventually.HoldsAsync(() => bench.Signal.Take().Contains("script a.csx edited"), "the edit asks for a pass");
    }

    [Fact]
    public async Task New_deleted_renamed_and_loaded_files_are_followed()
    {
        bench.Write("etc/conf.d/lib/x.csx", "int X() => 1;");
        bench.Script("a.csx", "#load \"lib/x.csx\"\nVariable(\"a\", X());");
        bench.Script("b.csx", "#load \"lib/y.csx\"\nVariable(\"b\", Y());");
        PluginHost host = await bench.WatchAsync();
        await HoldsAsync(host, "a=1");

        bench.Write("etc/conf.d/lib/y.csx", "int Y() => 1;");
        await HoldsAsync(host, "a=1 b=1");

        bench.Write("etc/conf.d/lib/x.csx", "int X() => 2;");
        await HoldsAsync(host, "a=2 b=1");

        // As many editors save: a new file, renamed over the old one.
        bench.Write("etc/conf.d/.a.csx.tmp", "Variable(\"a\", 3);");
        File.Move(bench["etc/conf.d/.a.csx.tmp"], bench["etc/conf.d/a.csx"], overwrite: true);
        await HoldsAsync(host, "a=3 b=1");

        File.Delete(bench["etc/conf.d/a.csx"]);
        await HoldsAsync(host, "b=1");
        Assert.DoesNotContain(host.Current.Plugins, plugin => plugin.Name == "a");

        bench.Script("0.csx", "Variable(\"b\", 0);");
        await HoldsAsync(host, "b=0");
        Assert.Contains("is already used by", Assert.Single(host.Current.Plugins[1].Errors));

        File.Move(bench["etc/conf.d/0.csx"], bench["etc/conf.d/z.csx"]);
        await HoldsAsync(host, "b=1");

        IReadOnlyList<string> reasons = bench.Signal.Take();
        Assert.Equal(
            ["script b.csx edited", "script a.csx edited", "script a.csx removed", "script 0.csx added", "script 0.csx removed", "script z.csx added"],
            reasons);
    }

    [Fact]
    public async Task An_edit_in_many_small_writes_is_taken_up_whole()
    {
        bench.Script("a.csx", "Variable(\"a\", 1);");
        PluginHost host = await bench.WatchAsync();

        const string Text = "Variable(\"a\", 2);\nVariable(\"b\", 2);\n";
        await using (FileStream file = File.Create(bench["etc/conf.d/a.csx"]))
        {
            foreach (byte one in Text.Select(character => (byte)character))
            {
                file.WriteByte(one);
                await file.FlushAsync();
                await Task.Delay(5);
            }
        }

        await HoldsAsync(host, "a=2 b=2");
        Assert.Equal(["script a.csx edited"], bench.Signal.Take());
        Assert.Equal(2, host.Current.Revision);
    }

    [Fact]
    public async Task A_mended_permission_is_noticed()
    {
        string script = bench.Script("a.csx", "Variable(\"a\", 1);");
        File.SetUnixFileMode(bench["etc/conf.d"], (UnixFileMode)0b111_111_111);
        PluginHost host = await bench.WatchAsync();
        Assert.Contains("not trusted", host.Current.Plugins.Single().Errors.Single());

        File.SetUnixFileMode(bench["etc/conf.d"], (UnixFileMode)0b111_101_101);
        await HoldsAsync(host, "a=1");
        Assert.Equal(script, host.Current.Plugins.Single().Path);
    }

    [Fact]
    public async Task Looking_again_finds_what_no_notice_told()
    {
        Directory.Delete(bench["etc/conf.d"]);
        Directory.CreateDirectory(bench["elsewhere"]);
        Directory.CreateSymbolicLink(bench["etc/conf.d"], bench["elsewhere"]);
        bench.Options = bench.Options with { LookAgain = TimeSpan.FromMilliseconds(200) };
        PluginHost host = await bench.WatchAsync();

        // Behind a link that changes its aim, no watch of the folder sees anything.
        bench.Write("another/a.csx", "Variable(\"a\", 1);");
        File.CreateSymbolicLink(bench["next"], bench["another"]);
        await ChildProcess.RunAsync("mv", ["-T", bench["next"], bench["etc/conf.d"]]);

        await HoldsAsync(host, "a=1");
    }

    [Fact]
    public async Task A_script_that_starts_to_loop_keeps_its_last_good_version()
    {
        bench.Script("a.csx", "Variable(\"a\", 1);");
        bench.Options = bench.Options with { RegisterLimit = TimeSpan.FromSeconds(1) };
        PluginHost host = await bench.WatchAsync();
        await HoldsAsync(host, "a=1");

        bench.Script("a.csx", $"Variable(\"a\", 2); while (!File.Exists(\"{bench["stop"]}\")) {{ }}");
        await Eventually.HoldsAsync(() => bench.Options.Watchdog.Hung.Count == 1, "the loop was given up");
        await Eventually.HoldsAsync(() => host.Current.Plugins[0].ServesLastGood, "and told");
        await HoldsAsync(host, "a=1");

        bench.Script("a.csx", "Variable(\"a\", 3);");
        await HoldsAsync(host, "a=3");
        bench.Write("stop", "");
        await Eventually.HoldsAsync(() => bench.Options.Watchdog.Hung.Count == 0, "the loop ended");
    }

    [Fact]
    public async Task A_script_whose_compiler_failed_is_tried_again()
    {
        bench.Script("a.csx", "Variable(\"a\", 1);");
        string compiler = bench.Write("compiler", "exit 1");
        string real = string.Join(' ', bench.Options.ScriptCompilerCommand);
        bench.Options = bench.Options with
        {
            ScriptCompilerCommand = ["/bin/sh", compiler],
            RetryAfter = TimeSpan.FromMilliseconds(100),
            LookAgain = TimeSpan.FromMilliseconds(100),
        };
        PluginHost host = await bench.WatchAsync();
        Assert.Contains("exit code 1", host.Current.Plugins.Single().Errors.Single());

        bench.Write("compiler", $"exec {real}");
        await HoldsAsync(host, "a=1");
    }

    [Fact]
    public async Task An_assembly_is_swapped_when_it_is_replaced_by_copy_or_by_rename()
    {
        Put("etc/plugins/p/p.dll", 1);
        PluginHost host = await bench.WatchAsync();
        await HoldsAsync(host, "p=1");

        Put("etc/plugins/p/p.dll", 2);
        await HoldsAsync(host, "p=2");
        await Eventually.HoldsAsync(() => File.Exists(bench["disposed 1"]), "the old version was disposed");

        byte[] next = Plugin(3);
        File.WriteAllBytes(bench["etc/plugins/p/p.dll"], next[..(next.Length / 2)]);
        await Eventually.HoldsAsync(() => host.Current.Plugins[0].ServesLastGood, "half a copy was seen");
        Assert.Contains("truncated", host.Current.Plugins[0].Errors.Single());
        await HoldsAsync(host, "p=2");

        Put("etc/plugins/p/.new", 3);
        File.Move(bench["etc/plugins/p/.new"], bench["etc/plugins/p/p.dll"], overwrite: true);
        await HoldsAsync(host, "p=3");

        Directory.Move(bench["etc/plugins/p"], bench["aside"]);
        await HoldsAsync(host, "");
        Directory.Move(bench["aside"], bench["etc/plugins/p"]);
        await HoldsAsync(host, "p=3");
        Assert.Contains("plugin p removed", bench.Signal.Take());
    }

    [Fact]
    public async Task Folders_that_come_later_are_found()
    {
        Directory.Delete(bench["etc"], recursive: true);
        bench.Options = bench.Options with { LookAgain = TimeSpan.FromMilliseconds(200) };
        PluginHost host = await bench.WatchAsync();
        Assert.Empty(host.Current.Plugins);

        bench.Script("a.csx", "Variable(\"a\", 1);");
        await HoldsAsync(host, "a=1");
    }

    private void Put(string name, int value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(bench[name])!);
        File.WriteAllBytes(bench[name], Plugin(value));
    }

    private byte[] Plugin(int value) => PluginAssembly.Build("p", $$"""
        public sealed class Plugin : Basenode.Plugins.IPlugin, System.IDisposable
        {
            public void Register(Basenode.Plugins.IPluginRegistry plugins) => plugins.Variable("p", {{value}});

            public void Dispose() => System.IO.File.WriteAllText("{{bench[$"disposed {value}"]}}", "");
        }
        """, PluginAssembly.Contract);

    private static Task HoldsAsync(PluginHost host, string variables) => Eventually.HoldsAsync(
        () => string.Join(' ', host.Current.Variables.Select(variable => $"{variable.Name}={variable.Value}")) == variables,
        $"the variables are '{variables}'");
}
