using System.Diagnostics;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Plugins.Scripts;

public sealed class ScriptCompilerChildTests : IAsyncDisposable
{
    private readonly PluginBench bench = new();

    public ScriptCompilerChildTests() => bench.Script("a.csx", "Variable(\"a\", 1);");

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData("/no/such/program", "the compiler /no/such/program cannot be started: ")]
    [InlineData("/bin/sh -c 'echo oh no >&2; exit 3'", "the compiler ended with exit code 3: oh no")]
    [InlineData("/bin/sh -c 'cat >/dev/null; echo hello'", "the compiler printed something other than its result: hello")]
    [InlineData("/bin/sh -c 'cat >/dev/null; echo []'", "the compiler gave results for 0 scripts instead of 1")]
    [InlineData("/bin/sh -c 'kill -9 $$'", "the compiler ended with exit code 137")]
    public async Task A_compiler_that_fails_is_an_error_of_the_script(string command, string error) =>
        Assert.Contains(error, await ErrorAsync([.. Basenode.Engine.Plugins.Registration.CommandWords.Split(command)]));

    [Fact]
    public async Task A_compiler_that_hangs_is_killed_with_its_children()
    {
        bench.Options = bench.Options with { CompileLimit = TimeSpan.FromSeconds(1) };

        string error = await ErrorAsync(["/bin/sh", "-c", $"sleep 1000 & echo $! > {bench["child"]}; wait"]);

        Assert.EndsWith("the compiler did not end within 1 s and was killed", error);
        int child = int.Parse(File.ReadAllText(bench["child"]));
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z "), "the grandchild is gone");
    }

    [Fact]
    public async Task A_child_sees_no_secrets()
    {
        Environment.SetEnvironmentVariable("CONSUL_HTTP_TOKEN", "secret");
        await ErrorAsync(["/bin/sh", "-c", $"env > {bench["environment"]}"]);
        Environment.SetEnvironmentVariable("CONSUL_HTTP_TOKEN", null);

        string seen = File.ReadAllText(bench["environment"]);
        Assert.Contains("PATH=", seen);
        Assert.DoesNotContain("CONSUL", seen);
    }

    [Fact]
    public async Task A_script_that_brings_the_compiler_down_takes_no_other_with_it()
    {
        string deep = bench.Script("deep.csx", $"Variable(\"deep\", {new string('(', 40_000)}1{new string(')', 40_000)});");
        bench.Script("good.csx", "Variable(\"good\", 1);");

        // A compiler that dies of one of the scripts, as a stack overflow would kill it.
        string compiler = bench.Write("compiler", $"#!/bin/sh\ncat > {bench["in"]}.$$\ngrep -q '((((' {bench["in"]}.$$ && kill -SEGV $$\nexec {string.Join(' ', PluginBench.Compiler)} < {bench["in"]}.$$\n");
        bench.Options = bench.Options with { ScriptCompilerCommand = ["/bin/sh", compiler] };
        Contributions all = (await bench.LoadAsync()).Current;

        Assert.Equal(["a", "good"], all.Variables.Select(variable => variable.Name));
        Assert.StartsWith($"{deep}: the compiler ended with exit code 139", Assert.Single(all.Plugins.SelectMany(plugin => plugin.Errors)));
    }

    [Fact]
    public async Task The_compiler_never_enters_the_process_that_runs_scripts()
    {
        (int code, string output) = await ChildProcess.RunAsync(PluginBench.Program, [bench["etc"], bench["cache"]]);

        Assert.Equal(0, code);
        Assert.Contains("plugin a: variable a ", output);
        Assert.Contains("assembly Basenode.Engine", output);
        Assert.DoesNotContain("CodeAnalysis", output);
    }

    [Fact]
    public async Task A_request_that_is_none_is_refused()
    {
        using Process child = Process.Start(new ProcessStartInfo(PluginBench.Compiler[0], PluginBench.Compiler.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        child.StandardInput.Close();

        Assert.Contains("only for basenode itself", await child.StandardOutput.ReadToEndAsync());
        await child.WaitForExitAsync();
        Assert.Equal(2, child.ExitCode);
    }

    private async Task<string> ErrorAsync(string[] command)
    {
        bench.Options = bench.Options with { ScriptCompilerCommand = command };
        Contributions all = (await bench.LoadAsync()).Current;
        return Assert.Single(Assert.Single(all.Plugins).Errors);
    }
}
