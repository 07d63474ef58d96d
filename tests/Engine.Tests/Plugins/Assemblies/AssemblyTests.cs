using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Microsoft.CodeAnalysis;

namespace Basenode.Engine.Tests.Plugins.Assemblies;

public sealed class AssemblyTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Assemblies_have_dependencies_of_their_own_and_share_the_contract_alone()
    {
        foreach (string name in new[] { "one", "two" })
        {
            byte[] library = PluginAssembly.Build("Words", $"public static class Words {{ public static string Name => \"{name}\"; }}");
            Put($"etc/plugins/{name}/{name}.dll", PluginAssembly.Plugin(name, $"plugins.Variable(\"{name}\", Words.Name);", PluginAssembly.Contract, MetadataReference.CreateFromImage(library)));
            Put($"etc/plugins/{name}/Words.dll", library);
            Put($"etc/plugins/{name}/Basenode.Plugins.Abstractions.dll", File.ReadAllBytes(typeof(Basenode.Plugins.IPlugin).Assembly.Location));
        }

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(["one", "two"], all.Variables.Select(variable => variable.Value));
        Assert.Equal("one.dll", all.Variables[0].Plugin);
    }

    [Fact]
    public async Task Shipped_plugins_come_first_then_assemblies_then_scripts()
    {
        Put("shipped/Haproxy/Basenode.Haproxy.dll", PluginAssembly.Plugin("Haproxy", "plugins.Variable(\"shipped\", plugins.Settings.Text(\"key\", \"\")); plugins.Variable(\"same\", 1);"));
        Put("shipped/Haproxy/Words.dll", PluginAssembly.Build("Words", "public static class Words { }"));
        File.WriteAllText(bench["shipped/Haproxy/native.dll"], "no assembly");
        Put("etc/plugins/a/a.dll", PluginAssembly.Plugin("a", "plugins.Variable(\"same\", 2); plugins.Variable(\"mine\", 2);"));
        bench.Script("a.csx", "Variable(\"same\", 3); Variable(\"mine\", 3); Variable(\"own\", Settings.Number(\"n\", 0));");
        bench.Settings = bench.Settings with
        {
            Plugins = bench.Settings.Plugins
                .Add("haproxy", new Dictionary<string, object> { ["key"] = "value" })
                .Add("a", new Dictionary<string, object> { ["n"] = 5L, ["m"] = 6L }),
        };

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Equal(["shipped=value", "same=1", "mine=2", "own=5"], all.Variables.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal(["haproxy", "a", "a"], all.Plugins.Select(plugin => plugin.Name));
        Assert.Equal(
            [
                $"{bench["etc/plugins/a/a.dll"]}: template name same is already used by {bench["shipped/Haproxy/Basenode.Haproxy.dll"]}, which comes first and keeps it; change or remove this one",
                $"{bench["etc/basenode.toml"]}: plugins.a.m is unknown; valid: n",
            ],
            all.Plugins[1].Errors);
        Assert.Equal(2, all.Plugins[2].Errors.Length);
    }

    [Fact]
    public async Task Assemblies_that_cannot_be_used_are_named_and_the_others_go_on()
    {
        byte[] good = PluginAssembly.Plugin("good", "plugins.Variable(\"good\", 1);");
        Put("etc/plugins/good/good.dll", good);
        Put("etc/plugins/a-truncated/a-truncated.dll", good[..(good.Length / 2)]);
        Put("etc/plugins/b-garbage/b-garbage.dll", "not an assembly at all"u8.ToArray());
        Put("etc/plugins/c-newer/c-newer.dll", PluginAssembly.Plugin("newer", "", PluginAssembly.OtherContract("2.9.0.0")));
        Put("etc/plugins/d-other/d-other.dll", PluginAssembly.Plugin("other", "", PluginAssembly.OtherContract("1.0.0.0")));
        Put("etc/plugins/e-none/e-none.dll", PluginAssembly.Build("None", "public static class None { }"));
        Put("etc/plugins/f-hidden/f-hidden.dll", PluginAssembly.Build("Hidden", "class Hidden : Basenode.Plugins.IPlugin { public void Register(Basenode.Plugins.IPluginRegistry plugins) { } }", PluginAssembly.Contract));
        Put("etc/plugins/g-throws/g-throws.dll", PluginAssembly.Plugin("throws", "throw new InvalidOperationException(\"no luck\");"));
        Put("etc/plugins/h-lacks/h-lacks.dll", PluginAssembly.Plugin("lacks", "Gone.Now();", PluginAssembly.Contract, MetadataReference.CreateFromImage(PluginAssembly.Build("Gone", "public static class Gone { public static void Now() { } }"))));
        Put("etc/plugins/i-absent/other.dll", good);
        Put("etc/plugins/j-arguments/j-arguments.dll", PluginAssembly.Build("Arguments", "public class Arguments : Basenode.Plugins.IPlugin { public Arguments(int i) { } public void Register(Basenode.Plugins.IPluginRegistry plugins) { } }", PluginAssembly.Contract));
        Put("etc/plugins/k-loops/k-loops.dll", PluginAssembly.Plugin("loops", "while (true) { Thread.Sleep(10); }"));
        Put("etc/plugins/l-open/l-open.dll", good);
        File.SetUnixFileMode(bench["etc/plugins/l-open"], (UnixFileMode)0b111_111_111);
        Put("etc/plugins/m-empty/m-empty.dll", []);
        bench.Options = bench.Options with { RegisterLimit = TimeSpan.FromSeconds(1) };

        PluginHost host = await bench.LoadAsync();

        (string Name, string Error)[] expected =
        [
            ("a-truncated", "is not a .NET assembly, or is truncated"),
            ("b-garbage", "is not a .NET assembly, or is truncated"),
            ("c-newer", "is built for version 2.9 of the plugin contract (Basenode.Plugins.Abstractions), and this engine has version 2.0; build it against 2.0"),
            ("d-other", "is built for version 1.0 of the plugin contract"),
            ("e-none", "contains no plugin"),
            ("f-hidden", "contains no plugin"),
            ("g-throws", "no luck"),
            ("h-lacks", "'Gone, "),
            ("i-absent", "cannot be found; the assembly must have the name of the plugin's folder"),
            ("j-arguments", "needs a public constructor without parameters"),
            ("k-loops", "did not return within 1 s"),
            ("l-open", "not trusted"),
            ("m-empty", "is not a .NET assembly"),
        ];
        PluginSummary[] failed = [.. host.Current.Plugins.Where(plugin => !plugin.Errors.IsEmpty)];
        Assert.Equal(expected.Select(each => each.Name), failed.Select(plugin => plugin.Name));
        foreach ((PluginSummary plugin, (string _, string error)) in failed.Zip(expected))
        {
            Assert.Contains(error, Assert.Single(plugin.Errors));
            Assert.StartsWith(bench[$"etc/plugins/{plugin.Name}"], plugin.Errors[0]);
        }

        Assert.Equal("good", Assert.Single(host.Current.Variables).Name);
        Assert.Single(bench.Options.Watchdog.Hung);
    }

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(bench[name])!);
        File.WriteAllBytes(bench[name], content);
    }
}
