using System.Diagnostics;
using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>Whatever a script does, it is named, its target keeps its last good values, and the proxy beside it is served on.</summary>
public sealed class ScriptFaultTests(ITestOutputHelper output)
{
    private const string Deep = "static int Deep(int n) => n + Deep(n + 1) + 1;";

    public static TheoryData<string, string, string, int> Faults => new()
    {
        { "throws in Variables", "throw new InvalidOperationException(\"boom\");", "boom", 0 },
        { "recurses until the stack is gone", "return new { word = Deep(1) };", "skipped until it is edited", 1 },
        { "calls Environment.Exit", "Environment.Exit(3); return new { };", "skipped until it is edited", 1 },
        { "throws on a thread of its own", "new System.Threading.Thread(() => throw new InvalidOperationException(\"boom\")).Start(); System.Threading.Thread.Sleep(2000); return new { };", "skipped until it is edited", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_script_that(string fault, string code, string said, int restarts)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        await using RestartedBasenode engine = await proxied.SuperviseAsync();
        var row = new FaultRow("scripts", $"a script {fault}, then is mended", proxied, output);

        words.Script(code, Deep);
        await proxied.StatusSaysAsync(status => status.Contains("word.csx") && status.Contains(said), "the status names the script");
        words.Template("still {{ word }}\n");
        await words.SayAsync("still good\n", "the last good values serve");
        await proxied.ReplaceAsync();
        Assert.Contains("word.csx", engine.Output);
        Assert.Equal(restarts, engine.Starts - 1);

        words.Script("return new { word = \"mended\" };");
        row.Ended();
        await words.SayAsync("still mended\n", "the script is mended");
        await row.RecoversAsync();
        await row.TellAsync();
        Assert.Equal(restarts, engine.Starts - 1);
    }

    [Fact]
    [Trait("Length", "Long")]
    public async Task A_script_that_loops_for_ever()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("scripts", "a script loops for ever, is mended, and the engine is started again to be rid of it", proxied, output);

        words.Script("while (true) { }");
        await proxied.StatusSaysAsync(status => status.Contains("word.csx") && status.Contains("did not return in time"), "the status names the script");
        words.Template("still {{ word }}\n");
        await words.SayAsync("still good\n", "the last good values serve");
        await proxied.ReplaceAsync();
        words.Script("return new { word = \"mended\" };");
        await words.SayAsync("still mended\n", "the script is mended");

        // Its thread runs on, and nothing within the process can stop it.
        await proxied.StatusSaysAsync(status => status.StartsWith("degraded", StringComparison.Ordinal) && status.Contains("does not return and cannot be stopped"), "the status says so");
        (int code, string said) = await proxied.EndEngineAsync("TERM");
        Assert.True(code == 0, said);
        proxied.Engine = proxied.Sandbox.Start();
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_script_that_takes_a_gigabyte()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("scripts", "a script allocates 1 GB in Variables, once", proxied, output);

        words.Script("var all = new List<byte[]>(); for (int i = 0; i < 1024; i++) { all.Add(new byte[1 << 20]); Array.Fill(all[i], (byte)1); } return new { word = all.Count };");
        await words.SayAsync("1024\n", "the script has its memory");
        await proxied.ReplaceAsync();
        words.Script("return new { word = \"mended\" };");
        row.Ended();
        await words.SayAsync("mended\n", "the script is mended");
        await row.RecoversAsync();
        await row.TellAsync();
        Assert.False(proxied.Engine.HasExited, proxied.Engine.Output);
    }

    [Fact]
    public async Task A_script_that_leaves_a_process_behind()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("scripts", "a script leaves a child process behind, the engine is killed and started again", proxied, output);

        string left = proxied.Sandbox.Folder["left"];
        words.Script($$"""using var child = System.Diagnostics.Process.Start("sh", ["-c", "exec sleep 300 >/dev/null 2>&1"]); File.WriteAllText("{{left}}", $"{child.Id}"); return new { word = "left" };""");
        await words.SayAsync("left\n", "the script has run");
        using Process child = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(left)));
        try
        {
            // What the child inherited must not keep the next engine from its files and its socket.
            await proxied.EndEngineAsync("KILL");
            proxied.Engine = proxied.Sandbox.Start();
            row.Ended();
            await row.RecoversAsync();
            await proxied.ReplaceAsync();
            Assert.False(child.HasExited, "the child has lived on");
            await row.TellAsync();
        }
        finally
        {
            child.Kill();
        }
    }

    [Theory]
    [InlineData("a syntax error", "{{ if }}\n")]
    [InlineData("an unknown variable", "{{ wrod }}\n")]
    [InlineData("an include of itself", "{{ include 'word.sbn' }}\n")]
    [InlineData("a NUL in its output", "{{ word + '\\0' }}\n")]
    public async Task A_template_with(string fault, string text)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("scripts", $"a template with {fault}, then mended", proxied, output);

        words.Template(text);
        string status = await proxied.StatusSaysAsync(said => said.StartsWith("degraded", StringComparison.Ordinal) && said.Contains("word"), "the status names the target");
        await proxied.ReplaceAsync();
        Assert.Equal("good\n", await File.ReadAllTextAsync(words.File));
        Assert.Contains("word.sbn", status);

        words.Template("mended {{ word }}\n");
        row.Ended();
        await words.SayAsync("mended good\n", "the template is mended");
        await row.RecoversAsync();
        await row.TellAsync();
    }
}
