using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>HAProxy is killed, stopped or busy, and other targets' checks and reloads hang, flood and lie: what the proxy itself cannot help costs requests, the engine costs none.</summary>
public sealed class HaproxyFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_worker_that_is_killed()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "worker killed with SIGKILL, HAProxy started again after 2 s", proxied, output) { WhyLost = "HAProxy ends with its worker, and nobody listens until it is started" };

        await SignalAsync((await proxied.Haproxy.WorkersAsync())[0], "KILL");
        await proxied.Haproxy.Process.WaitAsync();
        await proxied.AnsweredAsync(400);
        await proxied.Haproxy.KillAsync();
        await proxied.Haproxy.StartAgainAsync();
        row.Ended();
        await BackAsync(proxied);
        await row.TellAsync();
    }

    [Fact]
    public async Task A_master_that_is_killed()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "HAProxy killed for 2 s during a deployment, then started again", proxied, output) { WhyLost = "nobody listens until HAProxy is started" };

        await proxied.Haproxy.KillAsync();
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        await proxied.AnsweredAsync(400);
        await proxied.Haproxy.StartAgainAsync();
        row.Ended();
        await BackAsync(proxied);
        await proxied.ServersAreAsync(4, "the change is served");
        await row.TellAsync();
    }

    [Fact]
    public async Task A_master_that_is_stopped()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "master stopped with SIGSTOP for 5 s while an instance comes", proxied, output);

        proxied.Haproxy.Process.Signal("STOP");
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        await proxied.AnsweredAsync(1000);
        proxied.Haproxy.Process.Signal("CONT");
        row.Ended();
        await proxied.ServersAreAsync(4, "the change is served");
        await row.RecoversAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_worker_that_is_stopped()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "worker stopped with SIGSTOP for 3 s while an instance comes", proxied, output);

        int worker = (await proxied.Haproxy.WorkersAsync())[0];
        await SignalAsync(worker, "STOP");
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await SignalAsync(worker, "CONT");
        row.Ended();
        await proxied.ServersAreAsync(4, "the change is served");
        await row.RecoversAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task Killed_in_a_reload()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("HAProxy", "HAProxy killed in a reload, then started again", proxied, output) { WhyLost = "nobody listens until HAProxy is started" };

        // More than servers change, so it is reloaded.
        await EditTemplateAsync(proxied, "  timeout queue 7s");
        await Eventually.HoldsAsync(() => File.ReadAllText(proxied.Haproxy.File).Contains("timeout queue 7s"), () => proxied.Engine.Output);
        await proxied.Haproxy.KillAsync();
        await proxied.Haproxy.StartAgainAsync();
        row.Ended();
        await BackAsync(proxied);
        await row.TellAsync();
    }

    [Fact]
    public async Task A_port_that_another_has()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        await using var other = new Provider();
        var row = new FaultRow("HAProxy", "a new listener on a port that another program has, then freed", proxied, output);

        string before = await File.ReadAllTextAsync(proxied.Sandbox.Folder["etc/pyconfd/templates/haproxy.sbn"]);
        await EditTemplateAsync(proxied, $"frontend taken\n  bind 127.0.0.1:{other.Port}\n  default_backend web");
        string status = await proxied.StatusSaysAsync(said => !said.StartsWith("healthy", StringComparison.Ordinal) && !said.Contains("delivering"), "the status says that it is not in use");
        Assert.Contains($":{other.Port} is held by ", status);
        await proxied.AnsweredAsync(400);
        proxied.Sandbox.Folder.Replace("etc/pyconfd/templates/haproxy.sbn", before);
        row.Ended();
        await row.RecoversAsync();
        await proxied.ReplaceAsync();
        await row.TellAsync();
    }

    private static async Task SignalAsync(int process, string signal) => await ChildProcess.RunAsync("kill", [$"-{signal}", $"{process}"]);

    // Clients are answered; whether the engine has noticed that HAProxy was away is told by the row alone.
    private static async Task BackAsync(Proxied proxied)
    {
        int answered = proxied.Traffic.Answered;
        await Eventually.HoldsAsync(() => proxied.Traffic.Answered > answered + Proxied.PerSecond, () => proxied.Engine.Output, TimeSpan.FromSeconds(90));
    }

    private static async Task EditTemplateAsync(Proxied proxied, string added)
    {
        string text = await File.ReadAllTextAsync(proxied.Sandbox.Folder["etc/pyconfd/templates/haproxy.sbn"]);
        proxied.Sandbox.Folder.Replace("etc/pyconfd/templates/haproxy.sbn", $"{text.TrimEnd()}\n{added}\n");
    }
}
