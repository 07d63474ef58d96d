using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>Few open files, little memory, more files than the system tells of, a supervisor that is gone: the proxy is served and followed.</summary>
public sealed class LimitFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Few_open_files()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            proxied.Sandbox.Script($"more-{i}.csx", $$"""
                Target("more-{{i}}", destination: "{{proxied.Sandbox.Folder[$"more-{i}.txt"]}}", content: async cluster => $"{(await cluster.Service("web")).Count} of {{i}}\n");
                """);
        }

        var row = new FaultRow("limits", "engine with 20 more scripts under ulimit -n 256", proxied, output);

        await proxied.EndEngineAsync("TERM");
        proxied.Engine = ChildProcess.Start("sh", ["-c", "ulimit -n 256; exec \"$0\" run", Repository.Executable], proxied.Sandbox.Folder.Path, proxied.Sandbox.Environment);
        row.Ended();
        await proxied.FileSaysAsync(proxied.Sandbox.Folder["more-19.txt"], text => text == "3 of 19\n", "all scripts work");
        await row.RecoversAsync();
        await proxied.ReplaceAsync();
        await row.TellAsync();
        Assert.DoesNotContain("Too many open files", proxied.Engine.Output);
    }

    [Fact]
    public async Task Little_memory()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        for (int i = 0; i < 300; i++)
        {
            await proxied.Consul.RegisterAsync($"service-{i}", $"service-{i}-1", 8000 + i, "tag", $"tag-{i}");
        }

        string all = proxied.Sandbox.Folder["all.txt"];
        proxied.Sandbox.Template("all.sbn", "{{ for s in services }}{{ for i in (service s.name) }}{{ i.id }} {{ end }}{{ end }}\n");
        proxied.Sandbox.Script("all.csx", $"Target(\"all\", template: \"all.sbn\", destination: \"{all}\");");
        var row = new FaultRow("limits", "engine with a heap of 64 MB and a cluster of 300 services", proxied, output);

        await proxied.EndEngineAsync("TERM");

        // In hexadecimal.
        proxied.Sandbox.Environment["DOTNET_GCHeapHardLimit"] = "4000000";
        proxied.Engine = proxied.Sandbox.Start();
        var memory = new MemoryUse(proxied.Engine.Id);
        row.Ended();
        await proxied.FileSaysAsync(all, text => text.Contains("service-299-1 "), "all services are there");
        await row.RecoversAsync();
        for (int i = 0; i < 8; i++)
        {
            await proxied.Consul.RegisterAsync($"service-{i}", $"service-{i}-2", 9000 + i);
            await proxied.FileSaysAsync(all, text => text.Contains($"service-{i}-2 "), "a change is followed");
            memory.Look();
        }

        await proxied.ReplaceAsync();
        await row.TellAsync();
        output.WriteLine($"fact: memory of the engine with a heap of 64 MB: {memory}");
    }

    [Fact]
    public async Task More_files_than_the_system_tells_of()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("limits", "10 000 files in the folder of the templates at once, then an edit", proxied, output);

        for (int i = 0; i < 10_000; i++)
        {
            proxied.Sandbox.Template($"more-{i}.sbn", "more\n");
        }

        words.Template("still {{ word }}\n");
        row.Ended();
        await words.SayAsync("still good\n", "the edit is seen");
        await row.RecoversAsync();
        await proxied.ReplaceAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_supervisor_that_is_killed()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("limits", "supervisord killed with SIGKILL and started again, its engine left behind and ended later", proxied, output);

        string pid = proxied.Sandbox.Folder["engine.pid"];
        string program = Program(proxied, pid);
        await proxied.EndEngineAsync("TERM");
        await using RealSupervisor first = await RealSupervisor.StartAsync(program);
        proxied.Engine = first.Process;
        await proxied.StatusSaysAsync(status => status.StartsWith("healthy", StringComparison.Ordinal), "the engine works under supervisord");
        string left = await File.ReadAllTextAsync(pid);
        try
        {
            first.Process.Signal("KILL");
            await proxied.ReplaceAsync();
            await using RealSupervisor second = await RealSupervisor.StartAsync(program);
            await Eventually.HoldsAsync(() => File.ReadAllText(pid) != left, "supervisord starts an engine of its own");
            await proxied.ReplaceAsync("second");
            await ChildProcess.RunAsync("kill", ["-TERM", left.Trim()]);
            row.Ended();
            await row.RecoversAsync();
            await proxied.ReplaceAsync("third");
            await row.TellAsync();
        }
        finally
        {
            if (File.Exists($"/proc/{left.Trim()}/cmdline") && (await File.ReadAllTextAsync($"/proc/{left.Trim()}/cmdline")).Contains("basenode"))
            {
                await ChildProcess.RunAsync("kill", ["-KILL", left.Trim()]);
            }
        }
    }

    private static string Program(Proxied proxied, string pid)
    {
        IEnumerable<string> environment = proxied.Sandbox.Environment.Select(pair => pair.Value is { } value ? $"export {pair.Key}='{value}'" : $"unset {pair.Key}");
        string script = proxied.Sandbox.Folder.Write("engine.sh", $"""
            {string.Join('\n', environment)}
            echo $$ >{pid}.new && mv {pid}.new {pid}
            exec {Repository.Executable} run
            """);
        return $"""
            [program:basenode]
            command=/bin/sh {script}
            autostart=true
            autorestart=true
            redirect_stderr=true
            stdout_logfile=FOLDER/basenode.log
            """;
    }
}
