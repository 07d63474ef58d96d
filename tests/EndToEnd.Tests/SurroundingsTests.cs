using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What the machine gives and takes away: open files, the data folder, a snapshot that lacks something.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public SurroundingsTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt");""");
        sandbox.Template("list.sbn", "{{ for i in (service \"web\") }}{{ i.endpoint }} {{ end }}\n");
    }

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(40, "run")]
    [InlineData(64, "run")]
    [InlineData(150, "run")]
    [InlineData(64, "once")]
    [InlineData(64, "status")]
    public async Task Too_few_open_files_are_told_with_the_number_needed(int limit, string command)
    {
        sandbox.Following(sandbox.Folder["cluster"]);
        await using ChildProcess engine = Start(limit, command);
        await engine.WaitAsync();
        Assert.Equal(
            $"basenode: the limit of open files is {limit}; basenode needs at least 256 (raise it with ulimit -n, systemd's LimitNOFILE, or supervisor's minfds)\n",
            engine.Output.ReplaceLineEndings("\n"));
        Assert.Equal(1, engine.ExitCode);
    }

    [Fact]
    public async Task With_just_enough_open_files_it_follows_with_fewer_watches_and_says_so()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"s{i}")];
        foreach (string name in names)
        {
            await consul.RegisterAsync(name, $"{name}-1", 8000);
        }

        sandbox.Following(consul);
        sandbox.Template("list.sbn", "{{ for s in services }}{{ for i in (service s.name) }}{{ i.id }} {{ end }}{{ end }}\n");
        await using ChildProcess engine = Start(256, "run");
        await sandbox.WrittenAsync("/list.txt", text => names.All(name => text.Contains($"{name}-1 ")), engine, "all services");
        Assert.Contains("The limit of open files is 256: only 0 queries get a watch of their own instead of 128", engine.Output);

        await consul.RegisterAsync("s7", "s7-2", 8001);
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("s7-2 "), engine, "a change is followed");
        Assert.DoesNotContain("Too many open files", engine.Output);
        Assert.DoesNotContain("Could not load", engine.Output);
    }

    [Fact]
    public async Task A_data_folder_that_is_deleted_while_it_runs_comes_back_with_the_status()
    {
        sandbox.Following(sandbox.Folder["cluster"]);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8001"), engine, "the first file");
        await Eventually.HoldsAsync(async () => (await sandbox.RunAsync("status")).ExitCode == 0, "a status");

        Directory.Delete(sandbox.Folder["data"], recursive: true);

        await Eventually.HoldsAsync(async () => (await sandbox.RunAsync("status")).ExitCode == 0, () => $"a status again: {engine.Output}");
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8002 } }""");
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8002"), engine, "changes are followed");
        Assert.Equal(0, (await sandbox.RunAsync("status")).ExitCode);
        Assert.True(File.Exists(sandbox.Folder["data/targets/list/state.json"]), string.Join('\n', Directory.GetFiles(sandbox.Folder["data"], "*", SearchOption.AllDirectories)));
    }

    [Theory]
    [InlineData("once")]
    [InlineData("preview")]
    public async Task A_snapshot_that_lacks_a_query_is_not_waited_for(string command)
    {
        sandbox.Following(sandbox.Folder.Write("snapshot.json", """{ "basenode_snapshot": 1, "answers": [] }"""));
        (int code, string output) = await sandbox.RunAsync(command);
        Assert.Equal(1, code);
        Assert.Contains($"no answer for service web: the snapshot {sandbox.Folder["snapshot.json"]} has no answer for service web", output);
    }

    private ChildProcess Start(int limit, string command) => ChildProcess.Start(
        "sh", ["-c", $"ulimit -n {limit}; exec \"$0\" \"$@\"", Repository.Executable, command], sandbox.Folder.Path, sandbox.Environment);
}
