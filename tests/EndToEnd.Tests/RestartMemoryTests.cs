using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What a process knows of the plugins that the process before it ran.</summary>
public sealed class RestartMemoryTests : IDisposable
{
    private const string Kept = "data/plugins/list.csx/script.json";

    private readonly BasenodeSandbox sandbox = new();

    public RestartMemoryTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Template("list.sbn", "{{ number }} {{ for i in servers }}{{ i.endpoint }}{{ end }}\n");
        sandbox.Script("list.csx", """
            Target("list", template: "list.sbn", destination: "/list.txt");
            Variable("number", 1);
            Variables(async cluster => new { servers = await cluster.Service("web") });
            """);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task A_script_that_is_broken_at_a_restart_keeps_its_target(string signal)
    {
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text == "1 127.0.0.1:8001\n", engine, "the first file");
            if (signal == "KILL")
            {
                await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder[Kept]), "the version is kept");
            }

            engine.Signal(signal);
            await engine.WaitAsync();
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(sandbox.Folder[Kept]));
        sandbox.Script("list.csx", "Target(\"list\", nope);\n");
        sandbox.Template("list.sbn", "still {{ number }} {{ for i in servers }}{{ i.endpoint }}{{ end }}\n");
        await using ChildProcess next = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "still 1 127.0.0.1:8001\n", next, "the last good version serves");
        (_, string status) = await sandbox.RunAsync("status");
        Assert.Contains("CS0103", status);
        Assert.Contains("its last good version is in use", status);

        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt"); Variable("number", 2); Variable("servers", new string[0]);""");
        await sandbox.WrittenAsync("/list.txt", text => text == "still 2 \n", next, "mended");
    }

    [Fact]
    public async Task Variables_that_fail_after_a_restart_keep_their_last_good_values()
    {
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text == "1 127.0.0.1:8001\n", engine, "the first file");
            engine.Signal("TERM");
            await engine.WaitAsync();
        }

        sandbox.Template("list.sbn", "still {{ number }} {{ for i in servers }}{{ i.endpoint }}{{ end }}\n");
        sandbox.Script("list.csx", """
            Target("list", template: "list.sbn", destination: "/list.txt");
            Variable("number", 2);
            Variables(cluster => { if (true) { throw new InvalidOperationException("no way"); } return new { servers = 1 }; });
            """);
        await using ChildProcess next = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "still 2 127.0.0.1:8001\n", next, "the last good values are used");
        await next.SaysAsync("list.csx:3: Variables failed, keeping the last good values: no way");
    }

    [Fact]
    public async Task A_plugin_that_ran_when_the_engine_was_killed_comes_back_by_itself()
    {
        string runs = sandbox.Folder["runs"];
        sandbox.Script("slow.csx", $$"""
            Target("slow", template: "slow.sbn", destination: "/slow.txt");
            Variables(async cluster => { File.AppendAllText("{{runs}}", "x"); await Task.Delay(2000); return new { slow = "slow" }; });
            """);
        sandbox.Template("slow.sbn", "{{ slow }}\n");
        await using (ChildProcess engine = sandbox.Start())
        {
            await Eventually.HoldsAsync(() => File.Exists(runs), () => $"it runs: {engine.Output}");
            engine.Signal("KILL");
            await engine.WaitAsync();
        }

        await using ChildProcess next = sandbox.Start();
        await sandbox.WrittenAsync("/slow.txt", text => text == "slow\n", next, "it runs again");
        await next.SaysAsync("slow.csx: Variables is skipped until it is tested, because basenode died while it ran");
        await next.SaysAsync("slow.csx: Variables survived its test and runs again");
        await Eventually.HoldsAsync(
            async () => await sandbox.RunAsync("status") is (0, var status) && !status.Contains("skipped"),
            () => $"nothing is skipped any more: {next.Output}");
    }

    [Fact]
    public async Task Two_scripts_that_always_hang_make_it_start_again_once()
    {
        foreach (string name in (string[])["one", "two"])
        {
            sandbox.Script($"{name}.csx", $$"""Variables(cluster => { System.Threading.Thread.Sleep(-1); return new { {{name}} = 1 }; });""");
        }

        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Split(" started; ").Length == 3, () => engine.Output, TimeSpan.FromSeconds(60));
        await engine.SaysAsync("2 scripts are stuck (");
        await Eventually.HoldsAsync(async () => (await Status()).Contains("one.csx: Variables is skipped"), () => engine.Output);
        await Eventually.HoldsAsync(async () => (await Status()).Contains("two.csx: Variables is skipped"), () => engine.Output);

        sandbox.Script("one.csx", "Variable(\"one\", 1);");
        sandbox.Template("list.sbn", "{{ one }}\n");
        await sandbox.WrittenAsync("/list.txt", text => text == "1\n", engine, "one was edited");

        // Its test hangs as well, and is made again later: the engine itself does not run it any more.
        await Eventually.HoldsAsync(async () => (await Status()).Contains("two.csx: Variables is skipped until its test at"), () => engine.Output, TimeSpan.FromSeconds(60));
        Assert.Equal(3, engine.Output.Split(" started; ").Length);

        async Task<string> Status() => (await sandbox.RunAsync("status")).Output;
    }

    public void Dispose() => sandbox.Dispose();
}
