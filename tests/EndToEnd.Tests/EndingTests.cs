using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The engine is ended, softly and hard, in every stage; nothing is lost.</summary>
public sealed class EndingTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public EndingTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Template("list.sbn", "{{ for i in (service \"web\") }}{{ i.endpoint }}{{ end }}\n");
    }

    [Theory]
    [InlineData("check")]
    [InlineData("reload")]
    [InlineData("get")]
    [InlineData("nothing")]
    public async Task SIGTERM_ends_it_in_every_stage(string stage)
    {
        string hang = $"{sandbox.Folder.Write("hang", $"#!/bin/sh\ntouch {sandbox.Folder["hangs"]}\nsleep 600\n")}";
        File.SetUnixFileMode(hang, (UnixFileMode)0b111_101_101);
        string extra = stage switch
        {
            "check" => $", check: Run(\"{hang}\", timeout: TimeSpan.FromSeconds(600))",
            "reload" => $", reload: Run(\"{hang}\")",
            _ => "",
        };
        sandbox.Script("list.csx", $"""
            Target("list", template: "list.sbn", destination: "/list.txt"{extra});
            {(stage == "get" ? $$"""Variables(async cluster => { File.WriteAllText("{{sandbox.Folder["hangs"]}}", ""); await Task.Delay(600_000); return new { x = 1 }; });""" : "")}
            """);
        await using ChildProcess engine = sandbox.Start();
        string sign = stage == "nothing" ? "list.txt" : "hangs";
        await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder[sign]), () => $"{stage} was reached: {engine.Output}");
        engine.Signal("TERM");
        await engine.WaitAsync();
        Assert.True(engine.ExitCode == 0, engine.Output);
        Assert.Empty(Directory.EnumerateFiles(sandbox.Folder.Path, ".list.txt.*.tmp"));
    }

    [Fact]
    public async Task SIGKILL_at_any_moment_and_a_restart_converges()
    {
        string applied = sandbox.Folder["applied"];
        string reload = sandbox.Folder.Write("reload", $"#!/bin/sh\ncp \"$1\" {applied}.new && mv {applied}.new {applied}\n");
        File.SetUnixFileMode(reload, (UnixFileMode)0b111_101_101);
        sandbox.Script("list.csx", $$$"""Target("list", template: "list.sbn", destination: "/list.txt", check: Run("true"), reload: Run("{{{reload}}} {{ destination }}"));""");
        for (int round = 0; round < 15; round++)
        {
            sandbox.Template("list.sbn", $"round {round}\n");
            await using ChildProcess engine = sandbox.Start();
            await Task.Delay(Random.Shared.Next(60, 260));
            engine.Signal("KILL");
            await engine.WaitAsync();
        }

        sandbox.Template("list.sbn", "last\n");
        await using ChildProcess last = sandbox.Start();
        await Eventually.HoldsAsync(
            () => sandbox.Written("/list.txt") == "last\n" && File.Exists(applied) && File.ReadAllText(applied) == "last\n",
            () => $"in place and in use; {last.Output}");
        Assert.Empty(Directory.EnumerateFiles(sandbox.Folder.Path, ".list.txt.*.tmp"));
    }

    [Fact]
    public async Task When_a_second_script_hangs_it_starts_itself_again_as_the_same_process()
    {
        foreach (string name in (string[])["one", "two"])
        {
            // Hangs at its first run alone, whichever engine that is in.
            string flag = sandbox.Folder.Write($"{name}.hangs", "");
            sandbox.Script($"{name}.csx", $$"""
                Variables(cluster =>
                {
                    if (File.Exists("{{flag}}"))
                    {
                        File.Delete("{{flag}}");
                        System.Threading.Thread.Sleep(-1);
                    }

                    return new { {{name}} = "well" };
                });
                """);
        }

        sandbox.Script("zlist.csx", """Target("list", template: "both.sbn", destination: "/list.txt");""");
        sandbox.Template("both.sbn", "{{ one }} {{ two }}\n");
        await using ChildProcess engine = sandbox.Start();

        // It is given up after ten seconds, and each is tested in a process of its own before it runs again.
        await Eventually.HoldsAsync(() => sandbox.Written("/list.txt") == "well well\n", () => $"both scripts return after the restart: {engine.Output}", TimeSpan.FromSeconds(90));

        Assert.Equal(3, engine.Output.Split(" started; ").Length);
        Assert.Contains("2 scripts are stuck (", engine.Output);
        Assert.False(engine.HasExited);
        (int code, string status) = await sandbox.RunAsync("status", "--json");
        Assert.Equal(0, code);
        Assert.Contains($"{engine.Id}", status);
    }

    [Fact]
    public async Task Two_engines_never_write_one_file()
    {
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt");""");
        await using ChildProcess first = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("8001"), first, "the first engine writes");
        await using ChildProcess second = sandbox.Start("--data", sandbox.Folder["data2"]);
        await Eventually.HoldsAsync(() => second.Output.Contains("another basenode") && second.Output.Contains($"{first.Id}"), () => second.Output);
        Assert.False(second.HasExited);
    }

    [Fact]
    public async Task A_file_that_is_edited_from_outside_is_restored()
    {
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt");""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("8001"), engine, "the first file");
        sandbox.Folder.Write("list.txt", "by hand\n");
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("8001"), engine, "restored");
    }

    public void Dispose() => sandbox.Dispose();
}
