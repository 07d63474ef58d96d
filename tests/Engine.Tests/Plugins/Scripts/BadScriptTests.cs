using System.Text;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Plugins.Scripts;

public sealed class BadScriptTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Scripts_that_fail_are_named_with_file_and_line_and_the_others_go_on()
    {
        string compiles = bench.Script("a.csx", "Variable(\"a\", 1);\n\tVariable(\"b\", nope);\n");
        string throws = bench.Script("b.csx", "int[] none = new int[0];\n\nint At(int i) => none[i];\nVariable(\"b\", At(3));\n");
        string refused = bench.Script("c.csx", "\nTarget(\"t\", template: \"t\", destination: \"relative\");");
        string library = bench.Write("etc/conf.d/lib/d.csx", "void Fail()\n{\n    throw new InvalidOperationException(\"no luck\", new IOException(\"disk gone\"));\n}\n");
        string loads = bench.Script("d.csx", "#load \"lib/d.csx\"\nFail();\n");
        string later = bench.Script("e.csx", "await Task.Delay(1);\nthrow new Exception(\"late\");");
        bench.Script("f.csx", "Variable(\"f\", 1);");

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Equal(
            [
                $"{compiles}:2:16: error CS0103: The name 'nope' does not exist in the current context\n    \tVariable(\"b\", nope);\n    \t              ^",
                $"{throws}:3: Index was outside the bounds of the array.\n    int At(int i) => none[i];",
                $"{refused}:2: target t: destination 'relative' must be the absolute path of a file, without . and .., such as /etc/app/app.conf\n"
                    + "    Target(\"t\", template: \"t\", destination: \"relative\");",
                $"{library}:3: no luck (disk gone)\n        throw new InvalidOperationException(\"no luck\", new IOException(\"disk gone\"));",
                $"{later}:2: late\n    throw new Exception(\"late\");",
            ],
            all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal("f", Assert.Single(all.Variables).Name);
        Assert.Equal([compiles, throws, refused, loads, later], all.Plugins.Take(5).Select(plugin => plugin.Path));
    }

    [Theory]
    [InlineData("var web = await cluster.Service(\"web\");", "The name 'cluster' does not exist in the current context; only code that gets the cluster as an argument can read it, and that code runs again when the cluster changes: Variables(async cluster => ")]
    [InlineData("Variables(cluster => { var web = cluster.Service(\"web\"); return new { web.Count }; });", "; this is a Task: await its result first: (await cluster.Service(\"web\")).Count")]
    [InlineData("Variables(cluster => { var web = await cluster.Service(\"web\"); return new { web.Count }; });", "; write async before it: async cluster => …")]
    [InlineData("Varible(\"a\", 1);", "; did you mean 'Variable'?")]
    public async Task What_beginners_write_gets_a_hint_at_its_place(string script, string hint)
    {
        bench.Script("a.csx", script);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Contains(hint, Assert.Single(Assert.Single(all.Plugins).Errors));
    }

    [Fact]
    public async Task A_script_logs_without_a_using()
    {
        bench.Script("a.csx", "Log.LogInformation(\"hello from {Script}\", \"a\");\nVariable(\"a\", 1);");

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(Assert.Single(all.Plugins).Errors);
        Assert.Equal("a", Assert.Single(all.Variables).Name);
    }

    [Fact]
    public async Task A_directive_that_leads_astray_is_refused_with_its_place()
    {
        bench.Write("etc/outside.csx", "Variable(\"outside\", 1);");
        Directory.CreateDirectory(bench["etc/conf.d/lib"]);
        File.CreateSymbolicLink(bench["etc/conf.d/lib/link.csx"], bench["etc/outside.csx"]);
        File.Copy(typeof(Xunit.FactAttribute).Assembly.Location, bench["etc/outside.dll"]);
        (string Directive, string Error)[] cases =
        [
            ("#load \"../outside.csx\"", "the file is outside of"),
            ($"#load \"{bench["etc/outside.csx"]}\"", "the file is outside of"),
            ("#load \"lib/link.csx\"", "the file is outside of"),
            ("#load \"/etc/passwd\"", "the file is outside of"),
            ("#load \"lib/none.csx\"", "which does not exist"),
            ("#load \"https://example.org/x.csx\"", "files are loaded only from "),
            ("#r \"nuget: Newtonsoft.Json, 13.0.1\"", "packages are not downloaded"),
            ("#r \"../outside.dll\"", "the file is outside of"),
            ("#r \"Scriban\"", "was not found: the framework has no such assembly"),
            ("#load \"09.csx\"", "files load each other in a circle: 09.csx loads 09.csx"),
            ("#load \"11.csx\"", "files load each other in a circle: 10.csx loads 11.csx loads 10.csx"),
            ("#load \"10.csx\"", "files load each other in a circle: 11.csx loads 10.csx loads 11.csx"),
            ("#load \"lib\"", "is not a regular file"),
        ];
        string[] paths = [.. cases.Select((each, i) => bench.Script($"{i:00}.csx", $"// first\n{each.Directive}\nVariable(\"v{i}\", 1);"))];

        // No compiler is needed to refuse these.
        bench.Options = bench.Options with { ScriptCompilerCommand = ["/bin/false"] };
        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Variables);
        foreach ((PluginSummary plugin, (string directive, string error)) in all.Plugins.Zip(cases))
        {
            string message = Assert.Single(plugin.Errors);
            Assert.Contains(error, message);
            if (!directive.EndsWith("lib\"", StringComparison.Ordinal) && !error.Contains("11.csx", StringComparison.Ordinal))
            {
                Assert.StartsWith($"{plugin.Path}:2:1: ", message);
                Assert.EndsWith($"    {directive}\n    ^", message);
            }
        }

        Assert.Equal(paths, all.Plugins.Select(plugin => plugin.Path));
    }

    [Fact]
    public async Task References_lead_to_the_framework_and_to_files_of_ones_own()
    {
        Directory.CreateDirectory(bench["etc/conf.d/lib"]);
        Directory.CreateDirectory(bench["etc/plugins/shared"]);
        File.WriteAllBytes(bench["etc/conf.d/lib/Mine.dll"], PluginAssembly.Build("Mine", "namespace Mine; public static class Words { public static string Hello => \"hello\"; }"));
        File.WriteAllBytes(bench["etc/plugins/shared/shared.dll"], PluginAssembly.Plugin("shared", "plugins.Variable(\"shared\", 1);"));
        bench.Script("a.csx", """
            #r "System.Text.Json"
            #r "lib/Mine.dll"
            #r "shared/shared.dll"
            using System.Text.Json;
            Variable("json", JsonSerializer.Serialize(new { a = 1 }));
            Variable("mine", Mine.Words.Hello);
            Variable("type", typeof(sharedPlugin).Name);
            """);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(["1", "{\"a\":1}", "hello", "sharedPlugin"], all.Variables.Select(variable => variable.Value!.ToString()));
    }

    [Fact]
    public async Task A_script_is_read_whatever_its_line_ends_mark_and_name()
    {
        File.WriteAllText(bench["etc/conf.d/größe ☃.csx"], "// comment\r\nVariable(\"ä\".Length == 1 ? \"one\" : \"two\", \"ü\");\r\n", new UTF8Encoding(true));
        bench.Script("empty.csx", "");
        File.WriteAllBytes(bench["etc/conf.d/latin1.csx"], [.. "// "u8, 0xE4, .. "\n"u8]);
        bench.Script(".hidden.csx", "throw new Exception();");
        bench.Script("haproxy.csx~", "throw new Exception();");
        Directory.CreateDirectory(bench["etc/conf.d/folder.csx"]);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Equal(["empty", "größe ☃", "latin1"], all.Plugins.Select(plugin => plugin.Name));
        Assert.Equal([$"{bench["etc/conf.d/latin1.csx"]}: is not UTF-8 text"], all.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Equal(("one", "ü"), (all.Variables.Single().Name, all.Variables.Single().Value));
    }

    [Fact]
    public async Task A_script_that_never_returns_is_given_up_and_counted()
    {
        string loops = bench.Script("a.csx", "if (Environment.GetEnvironmentVariable(\"NO_SUCH\") is null) { while (!System.IO.File.Exists(\"" + bench["stop"] + "\")) { } }");
        string waits = bench.Script("b.csx", "await Task.Delay(System.Threading.Timeout.Infinite);");
        bench.Script("c.csx", "Variable(\"c\", 1);");
        bench.Options = bench.Options with { RegisterLimit = TimeSpan.FromMilliseconds(500) };

        PluginHost host = await bench.LoadAsync();

        Assert.Equal(
            [$"{loops}: did not return within 0.5 s; slow work belongs in Variables", $"{waits}: did not return within 0.5 s; slow work belongs in Variables"],
            host.Current.Plugins.SelectMany(plugin => plugin.Errors));
        Assert.Single(host.Current.Variables);
        Assert.Equal(2, bench.Options.Watchdog.Hung.Count);

        bench.Write("stop", "");
        await Eventually.HoldsAsync(() => bench.Options.Watchdog.Hung.Count == 1, "the loop ended and is counted no more");
    }

    [Fact]
    public async Task What_others_may_write_is_not_run()
    {
        string script = bench.Script("a.csx", "#load \"lib/b.csx\"");
        string library = bench.Write("etc/conf.d/lib/b.csx", "Variable(\"b\", 1);");
        await RefusedAsync(script, (UnixFileMode)0b110_110_100, $"{script}: not trusted, because other users may write to it (mode 664). Correct it with: chmod go-w {script}; or");
        await RefusedAsync(library, (UnixFileMode)0b110_100_110, $"{library}: not trusted, because other users may write to it (mode 646)");
        await RefusedAsync(bench["etc/conf.d"], (UnixFileMode)0b111_111_101, $"{script}: not trusted, because of its folder: {bench["etc/conf.d"]}: ");
        await RefusedAsync(bench["etc"], (UnixFileMode)0b111_101_111, $"{script}: not trusted, because of its folder: {bench["etc"]}: ");

        File.SetUnixFileMode(script, (UnixFileMode)0b110_110_110);
        bench.Settings = bench.Settings with { TrustAnyone = true };
        Assert.Single((await bench.LoadAsync()).Current.Variables);
    }

    [Fact]
    public async Task What_another_user_owns_is_not_run()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        string script = bench.Script("a.csx", "Variable(\"a\", 1);");
        await ChildProcess.RunAsync("chown", ["nobody", script]);

        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Empty(all.Variables);
        Assert.Contains($"is neither root nor the engine's user 0. Correct it with: chown root {script}", all.Plugins.Single().Errors.Single());
    }

    private async Task RefusedAsync(string path, UnixFileMode mode, string error)
    {
        UnixFileMode before = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, mode);
        Contributions all = (await bench.LoadAsync()).Current;
        File.SetUnixFileMode(path, before);

        Assert.Empty(all.Variables);
        Assert.Contains(all.Plugins.Single().Errors, each => each.StartsWith(error, StringComparison.Ordinal));
    }
}
