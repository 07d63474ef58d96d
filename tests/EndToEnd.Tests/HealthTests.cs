using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What <c>basenode status</c> says of a real engine, and its exit code.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public HealthTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt");""");
        sandbox.Template("list.sbn", "{{ for i in (service \"web\") }}{{ i.endpoint }} {{ end }}\n");
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task Everything_applied_is_healthy()
    {
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("healthy", 0, 0, engine, "1 of 1 targets in use");
        JsonElement status = JsonDocument.Parse((await sandbox.RunAsync("status", "--json")).Output).RootElement;
        Assert.Equal("healthy", status.GetProperty("health").GetProperty("level").GetString());
        Assert.Equal(0, status.GetProperty("health").GetProperty("conditions").GetArrayLength());
        Assert.True(status.GetProperty("is_healthy").GetBoolean());
    }

    [Fact]
    public async Task A_script_that_never_compiled_is_unhealthy_though_every_other_target_is_in_use()
    {
        sandbox.Script("broken.csx", """Target("other", template: "list.sbn", destination: "/other.txt" +);""");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("unhealthy", 1, 1, engine, "1 of 1 targets in use", "broken.csx: unhealthy", "CS1525");
        File.Delete(sandbox.Folder["etc/pyconfd/conf.d/broken.csx"]);
        await BecomesAsync("healthy", 0, 0, engine);
    }

    [Fact]
    public async Task No_target_at_all_is_unhealthy()
    {
        sandbox.Script("list.csx", """Variable("x", 1);""");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("unhealthy", 1, 1, engine, "no target", "no plugin declares a target");
    }

    [Fact]
    public async Task Variables_that_throw_and_freeze_the_file_are_degraded_and_named_with_their_age()
    {
        sandbox.Script("vars.csx", """Variables(cluster => Task.FromResult(new { color = "red" }));""");
        sandbox.Template("list.sbn", "{{ color }}\n");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("healthy", 0, 0, engine);
        sandbox.Script("vars.csx", """Variables(cluster => throw new InvalidOperationException("no way"));""");
        await BecomesAsync("degraded", 0, 1, engine, "vars.csx: degraded (for ", "vars.csx:1: Variables failed, keeping the last good values: no way");
        Assert.Equal("red\n", sandbox.Written("/list.txt"));
        sandbox.Script("vars.csx", """Variables(cluster => Task.FromResult(new { color = "blue" }));""");
        await BecomesAsync("healthy", 0, 0, engine);
    }

    [Fact]
    public async Task Variables_that_never_worked_are_unhealthy()
    {
        sandbox.Script("vars.csx", """Variables(cluster => throw new InvalidOperationException("no way"));""");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("unhealthy", 1, 1, engine, "1 of 1 targets in use", "vars.csx:1: Variables failed: no way");
    }

    [Fact]
    public async Task A_broken_template_whose_last_good_file_is_served_is_degraded_and_a_new_one_is_unhealthy()
    {
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("healthy", 0, 0, engine);
        sandbox.Template("list.sbn", "{{ nubmer }}\n");
        await BecomesAsync("degraded", 0, 1, engine, "render failed", "nubmer", "the last good file is in use; for ");
        sandbox.Script("more.csx", """Target("more", template: "list.sbn", destination: "/more.txt");""");
        await BecomesAsync("unhealthy", 1, 1, engine, "1 of 2 targets in use", "not in use; for ");
    }

    [Fact]
    public async Task A_restarted_engine_whose_file_is_served_is_degraded_while_the_cluster_is_away()
    {
        await using (ChildProcess first = sandbox.Start())
        {
            await BecomesAsync("healthy", 0, 0, first);
            first.Signal("TERM");
            await first.WaitAsync();
        }

        sandbox.Environment.Remove("BASENODE_STATE");
        sandbox.Environment["CONSUL_HTTP_ADDR"] = $"127.0.0.1:{FreePort.Next()}";
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("degraded", 0, 1, engine, "waiting", "the last good file is in use", "stale\n  service web: ");
        Assert.Equal("127.0.0.1:8001 \n", sandbox.Written("/list.txt"));
    }

    [Fact]
    public async Task A_reload_that_cannot_be_reached_is_unhealthy_until_it_is()
    {
        string reload = sandbox.Folder["reload"];
        sandbox.Script("list.csx", $$"""Target("list", template: "list.sbn", destination: "/list.txt", reload: Run("{{reload}}"));""");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("unhealthy", 1, 1, engine, "0 of 1 targets in use", "pending");
        string made = sandbox.Folder.Write("made", "#!/bin/sh\ntrue\n");
        File.SetUnixFileMode(made, (UnixFileMode)0b111_101_101);
        File.Move(made, reload);
        await BecomesAsync("healthy", 0, 0, engine);
    }

    [Fact]
    public async Task An_instance_in_quarantine_is_degraded()
    {
        sandbox.Folder.Write("cluster/bad.json", """{ "service": { "name": "web", "id": "web-2", "address": "no address", "port": 8002 } }""");
        await using ChildProcess engine = sandbox.Start();
        await BecomesAsync("degraded", 0, 1, engine, "1 of 1 targets in use", "quarantined\n", "ID web-2");
    }

    private async Task BecomesAsync(string level, int code, int strictCode, ChildProcess engine, params string[] says)
    {
        (int Code, string Output) last = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                last = await sandbox.RunAsync("status");
                return last.Output.StartsWith($"{level}: ", StringComparison.Ordinal) && says.All(text => last.Output.Contains(text, StringComparison.Ordinal));
            },
            () => $"{level}: {string.Join(", ", says)}\n{last.Output}\n{engine.Output}");
        Assert.Equal(code, last.Code);
        Assert.Equal(strictCode, (await sandbox.RunAsync("status", "--strict")).ExitCode);
    }
}
