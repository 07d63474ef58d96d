using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What a real HAProxy says of its servers, in the status and the preview of the executable.</summary>
public sealed class HaproxyViewTests : IAsyncDisposable
{
    private readonly BasenodeSandbox sandbox = new();
    private readonly RealHaproxy haproxy = RealHaproxy.Prepare("");
    private ChildProcess? engine;

    [Fact]
    public async Task Status_and_preview_tell_what_haproxy_says_of_its_servers()
    {
        await StartAsync();
        string status = "";
        await Eventually.HoldsAsync(
            async () => (status = (await sandbox.RunAsync("status")).Output).Contains("L4CON", StringComparison.Ordinal), () => $"HAProxy has checked its servers:\n{status}\n{engine!.Output}");

        Assert.Contains("programs\n  haproxy  2 backends, 2 of 3 servers up\n           web: 1 of 2 up, not checked by HAProxy (bad down: L4CON for ", status, StringComparison.Ordinal);
        Assert.DoesNotContain("api:", status, StringComparison.Ordinal);
        JsonElement program = JsonDocument.Parse((await sandbox.RunAsync("status", "--json")).Output).RootElement.GetProperty("programs")[0].GetProperty("program");
        Assert.Equal((2, 3), (program.GetProperty("numbers").GetProperty("up").GetInt32(), program.GetProperty("numbers").GetProperty("servers").GetInt32()));
        Assert.Equal(["web", "api"], program.GetProperty("details").EnumerateArray().Select(backend => backend.GetProperty("name").GetString()));
        Assert.True(program.GetProperty("details")[1].GetProperty("is_well").GetBoolean());

        string preview = (await sandbox.RunAsync("preview")).Output;
        Assert.Matches(@"  now     2 backends, 2 of 3 servers up\n +web: 1 of 2 up, not checked by HAProxy \(bad down: L4CON for [^)]+\)\n +api: 1 of 1 up, not checked by HAProxy\n", preview);

        await haproxy.KillAsync();
        Assert.DoesNotContain("  now  ", (await sandbox.RunAsync("preview")).Output, StringComparison.Ordinal);
        // The engine keeps an answer for a moment.
        await Eventually.HoldsAsync(
            async () => !(status = (await sandbox.RunAsync("status")).Output).Contains("\nprograms", StringComparison.Ordinal), () => $"the dead HAProxy says nothing:\n{status}");
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        await haproxy.DisposeAsync();
        sandbox.Dispose();
    }

    private async Task StartAsync()
    {
        string file = $"""
            global
              stats socket {haproxy.AdminSocket} mode 600 level admin expose-fd listeners
              hard-stop-after 5s
            defaults
              mode tcp
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            backend web
              server good 127.0.0.1:9
              server bad 127.0.0.1:{FreePort.Next()} check inter 100ms fall 1
            backend api
              server a1 127.0.0.1:9

            """;
        haproxy.Write(file);
        await haproxy.StartAgainAsync();
        sandbox.Environment["BASENODE_ROOT"] = null;
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"""
            [plugins.haproxy]
            binary = "{haproxy.Binary}"
            master_socket = "{haproxy.MasterSocket}"
            admin_socket = "{haproxy.AdminSocket}"
            start = ""
            """);
        sandbox.Folder.Write("state/none.json", """{ "services": [] }""");
        sandbox.Following(sandbox.Folder["state"]);
        sandbox.Template("haproxy.cfg.sbn", file);
        sandbox.Script("web.csx", $"""Target("web", template: "haproxy.cfg.sbn", destination: "{haproxy.File}", reload: Use("haproxy"));""");
        engine = sandbox.Start();
    }
}
