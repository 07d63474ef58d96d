using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>People's mistakes: each gives a clear message, keeps the last good file, and heals when it is mended.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public MistakeTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt"); Variable("number", 1);""");
        sandbox.Template("list.sbn", "good {{ number }}\n");
    }

    [Theory]
    [InlineData("{{ nubmer }}", "nubmer")]
    [InlineData("{{ while true }}{{ end }}", "list.sbn")]
    [InlineData("{{ include 'absent.sbn' }}", "absent.sbn")]
    [InlineData("{{ include '../../../../etc/passwd' }}", "passwd")]
    [InlineData("{{ for x in }}", "list.sbn:2:")]
    [InlineData("{{ \"a\\nb\" }}", "line break")]
    public async Task A_broken_template_is_named_and_the_last_good_file_stays(string line, string expected)
    {
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "good 1\n", engine, "the first file");
        sandbox.Template("list.sbn", $"bad {{{{ number }}}}\n{line}\n");
        await Eventually.HoldsAsync(() => engine.Output.Contains("list.sbn:") && engine.Output.Contains(expected), () => engine.Output);
        Assert.Equal("good 1\n", sandbox.Written("/list.txt"));
        sandbox.Template("list.sbn", "mended {{ number }}\n");
        await sandbox.WrittenAsync("/list.txt", text => text == "mended 1\n", engine, "healed");
    }

    [Theory]
    [InlineData("""throw new InvalidOperationException("no way");""", "no way")]
    [InlineData("""Variable("number", 1 +);""", "CS1525")]
    [InlineData("""#load "../../outside.csx" """, "outside.csx")]
    public async Task A_broken_script_keeps_its_last_good_contributions(string script, string expected)
    {
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "good 1\n", engine, "the first file");
        sandbox.Script("list.csx", script + "\n");
        await Eventually.HoldsAsync(() => engine.Output.Contains(expected) && engine.Output.Contains("list.csx"), () => engine.Output);
        sandbox.Template("list.sbn", "still {{ number }}\n");
        await sandbox.WrittenAsync("/list.txt", text => text == "still 1\n", engine, "the last good contributions serve");
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt"); Variable("number", 2);""");
        await sandbox.WrittenAsync("/list.txt", text => text == "still 2\n", engine, "repaired");
    }

    [Fact]
    public async Task A_looping_get_is_named_and_the_others_go_on()
    {
        sandbox.Script("loop.csx", """Variables(cluster => { while (true) { } return new { never = 1 }; });""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "good 1\n", engine, "the others go on");
        await Eventually.HoldsAsync(() => engine.Output.Contains("loop.csx"), () => engine.Output);
        Assert.False(engine.HasExited);
    }

    [Fact]
    public async Task A_deleted_script_takes_its_contributions_along()
    {
        sandbox.Script("more.csx", """Target("more", destination: "/more.txt", content: cluster => Task.FromResult("more\n"));""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/more.txt", text => text == "more\n", engine, "two targets");
        File.Delete(sandbox.Folder["etc/pyconfd/conf.d/more.csx"]);
        await Eventually.HoldsAsync(
            async () => !(await sandbox.RunAsync("status")).Output.Contains("more.txt", StringComparison.Ordinal), "the target is gone");
        Assert.Equal("more\n", sandbox.Written("/more.txt"));
    }

    [Fact]
    public async Task A_destination_that_cannot_be_written_is_named_and_the_others_go_on()
    {
        Directory.CreateDirectory(sandbox.Folder["taken"]);
        sandbox.Script("taken.csx", """Target("taken", destination: "/taken", content: cluster => Task.FromResult("x\n"));""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "good 1\n", engine, "the others go on");
        await Eventually.HoldsAsync(() => engine.Output.Contains("/taken") && engine.Output.Contains("folder"), () => engine.Output);
        (int code, string once) = await sandbox.RunAsync("--data", sandbox.Folder["other"], "--root", sandbox.Folder.Path, "once");
        Assert.Equal(1, code);
        Assert.Contains("taken", once);
    }

    public void Dispose() => sandbox.Dispose();
}
