using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Microsoft.CodeAnalysis;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>Plugins and folders that no loader expects: each is an error of its own, and the others go on.</summary>
public sealed class HarmfulPluginTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public HarmfulPluginTests() => bench.Script("good.csx", "Variable(\"good\", 1);");

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData("#load \"a\0b\"", "#load \"a\0b\"")]
    [InlineData("#r \"a\0b\"", "#r \"a\0b\"")]
    [InlineData("Target(\"t\", template: \"t\", destination: \"/x\", reload: new NamedAction(null!, []));", "bad.csx:1: invalid ")]
    [InlineData("Target(\"t\", template: \"t\", destination: \"/x\", reload: new NamedAction(\"x\", null!));", "bad.csx:1: ")]
    [InlineData("Target(\"t\", template: \"t\", destination: \"/x\", check: new CommandAction([], null, null));", "a command must name a program")]
    [InlineData("Target(null!, template: \"t\", destination: \"/x\");", "invalid target name ''")]
    [InlineData("Function(\"f\", null!);", "Value cannot be null")]
    [InlineData("class Bad : Exception { public override string Message => throw new Exception(\"gotcha\"); }\nthrow new Bad();", "bad.csx:2: Bad")]
    [InlineData("throw new AggregateException(new Exception(\"one\"), new Exception(\"two\"));", "one")]
    [InlineData("throw new Exception(new string('x', 1_000_000));", "bad.csx:1: xxx")]
    [InlineData("throw null!;", "bad.csx:1: ")]
    public async Task A_script_that_is_meant_to_harm_is_named_and_the_others_go_on(string script, string error)
    {
        string path = bench.Script("bad.csx", script);

        string told = await ErrorOfAsync("bad");

        Assert.StartsWith(path, told);
        Assert.Contains(error, told);
        Assert.True(told.Length < 10_000, $"{told.Length} characters");
    }

    [Fact]
    public async Task An_exception_whose_message_never_ends_is_given_up_with_the_registration()
    {
        string path = bench.Script("bad.csx", $$"""
            class Bad : Exception { public override string Message { get { while (!File.Exists("{{bench["stop"]}}")) { } return "late"; } } }
            throw new Bad();
            """);
        bench.Options = bench.Options with { RegisterLimit = TimeSpan.FromSeconds(1) };

        string told = await ErrorOfAsync("bad");
        bench.Write("stop", "");

        Assert.StartsWith($"{path}: did not return within 1 s", told);
    }

    [Fact]
    public async Task A_dependency_that_is_missing_names_the_directive_and_the_cure()
    {
        byte[] library = PluginAssembly.Build("Base", "namespace Base; public struct Point { public int X; } public class Thing { public int Y => 1; }");
        Write("etc/conf.d/lib/Shapes.dll", PluginAssembly.Build(
            "Shapes",
            "namespace Shapes; public struct Box { private Base.Point point; public int N => 5; } public static class Boxes { public static int Count() => new Base.Thing().Y; }",
            MetadataReference.CreateFromImage(library)));
        string field = bench.Script("field.csx", "// shapes\n#r \"lib/Shapes.dll\"\n\nShapes.Box box = default;\nVariable(\"x\", 1);");
        string call = bench.Script("call.csx", "#r \"lib/Shapes.dll\"\n\nVariable(\"x\", Shapes.Boxes.Count());");

        Contributions all = await LoadAsync();

        Assert.StartsWith($"{field}:2:1: ", ErrorOf(all, "field"));
        Assert.StartsWith($"{call}:3: Could not load file or assembly 'Base, ", ErrorOf(all, "call"));
        Assert.All(new[] { ErrorOf(all, "field"), ErrorOf(all, "call") }, error =>
            Assert.Contains("#r \"lib/Shapes.dll\" needs the assembly Base, which was not found: put Base.dll next to it and add #r \"lib/Base.dll\"", error));
    }

    [Fact]
    public async Task A_type_that_is_missing_in_a_dependency_is_an_error_of_the_script()
    {
        byte[] built = PluginAssembly.Build("Base", "namespace Base; public struct Point { public int X; }");
        Write("etc/conf.d/Base.dll", PluginAssembly.Build("Base", "namespace Base; public struct Other { }"));
        Write("etc/conf.d/Shapes.dll", PluginAssembly.Build("Shapes", "namespace Shapes; public struct Box { private Base.Point point; }", MetadataReference.CreateFromImage(built)));
        string path = bench.Script("bad.csx", "#r \"Shapes.dll\"\n#r \"Base.dll\"\nShapes.Box box = default;\nVariable(\"x\", 1);");

        string told = await ErrorOfAsync("bad");

        Assert.StartsWith($"{path}:2:1: ", told);
        Assert.Contains("Could not load type 'Base.Point' from assembly 'Base, ", told);
    }

    [Fact]
    public async Task An_assembly_whose_list_of_dependencies_is_damaged_is_named()
    {
        Write("etc/plugins/bad/bad.dll", PluginAssembly.Plugin("bad", "plugins.Variable(\"bad\", 1);"));
        bench.Write("etc/plugins/bad/bad.deps.json", "damaged");

        string told = await ErrorOfAsync("bad");

        Assert.StartsWith($"{bench["etc/plugins/bad/bad.dll"]}: ", told);
        Assert.Contains("bad.deps.json", told);
    }

    [Theory]
    [InlineData("conf.d")]
    [InlineData("plugins")]
    public async Task A_folder_that_cannot_be_listed_is_named_and_does_not_end_what_came_from_it(string name)
    {
        Write("etc/plugins/other/other.dll", PluginAssembly.Plugin("other", "plugins.Variable(\"other\", 1);"));
        bench.Options = bench.Options with { LookAgain = TimeSpan.FromMilliseconds(100) };
        PluginHost host = await bench.WatchAsync();
        Assert.Equal(["other", "good"], Names(host.Current));

        Directory.Move(bench[$"etc/{name}"], bench["aside"]);
        File.CreateSymbolicLink(bench[$"etc/{name}"], name);
        await Testing.Eventually.HoldsAsync(() => host.Current.Plugins.Any(plugin => plugin.Path == bench[$"etc/{name}"]), "the folder is named");
        Assert.Contains("symbolic links", ErrorOf(host.Current, name));
        Assert.Equal(["other", "good"], Names(host.Current));

        File.Delete(bench[$"etc/{name}"]);
        Directory.Move(bench["aside"], bench[$"etc/{name}"]);
        await Testing.Eventually.HoldsAsync(() => host.Current.Plugins.All(plugin => plugin.Errors.IsEmpty), "it has recovered");
        Assert.Equal(["other", "good"], Names(host.Current));

        File.CreateSymbolicLink(bench["etc2"], "etc2");
        bench.Settings = bench.Settings with { EtcFolder = bench["etc2"] };
        Assert.Equal(2, (await bench.LoadAsync()).Current.Plugins.Length);
    }

    private static IEnumerable<string> Names(Contributions all) => all.Variables.Select(variable => variable.Name);

    private static string ErrorOf(Contributions all, string plugin) => Assert.Single(all.Plugins.Single(each => each.Name == plugin).Errors);

    private async Task<Contributions> LoadAsync() => (await bench.LoadAsync()).Current;

    private async Task<string> ErrorOfAsync(string plugin)
    {
        Contributions all = await LoadAsync();
        Assert.Equal("good", Assert.Single(all.Variables).Name);
        return ErrorOf(all, plugin);
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(bench[name])!);
        File.WriteAllBytes(bench[name], content);
    }
}
