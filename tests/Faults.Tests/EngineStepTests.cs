using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>The engine is killed in each step of a pass: the next one ends what it began.</summary>
public sealed class EngineStepTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("in Variables")]
    [InlineData("while it rendered")]
    [InlineData("in its check")]
    [InlineData("before its reload")]
    [InlineData("after its reload, before the state was written")]
    public async Task Killed_in_a_step(string step)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", $"engine killed with SIGKILL {step}", proxied, output);
        var stops = new Stops(proxied);
        await stops.SetAsync(proxied);

        stops.Arm(step);
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        await stops.ReachedAsync(proxied);
        await proxied.KillEngineAsync();
        row.Ended();
        await proxied.ServersAreAsync(4, "the next engine ends what was begun");
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();

        await row.TellAsync();
        await proxied.Consul.DeregisterAsync("next");
        await proxied.ServersAreAsync(3, "changes are followed");
    }

    // Between the check and the new file, in the renaming, between the file and the reload, before the state is written: it hits them all in the end.
    [Fact]
    [Trait("Length", "Long")]
    public async Task Killed_just_after_its_check()
    {
        const int times = 20;
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", $"engine killed with SIGKILL 0 to 60 ms after its check, {times} times", proxied, output);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the check has to be of the engine's user, to kill it");
        string delay = proxied.Sandbox.Folder["delay"];
        string check = proxied.Sandbox.Folder.Write("kill-after.sh", $"""
            #!/bin/sh
            [ -e {delay} ] || exit 0
            read -r seconds engine <{delay}
            setsid sh -c "rm {delay}; sleep $seconds; kill -9 $engine" >/dev/null 2>&1 </dev/null &
            while [ -e {delay} ]; do sleep 0.01; done
            exit 0
            """);
        File.SetUnixFileMode(check, (UnixFileMode)0b111_101_101);
        proxied.Sandbox.Script("web.csx", $$$"""Target("haproxy", template: "haproxy.sbn", destination: "{{{proxied.Haproxy.File}}}", check: Run("{{{check}}}", user: "root"), reload: Use("haproxy"));""");
        await proxied.LoadedAsync("web.csx", 2);
        await using var next = new Provider();
        for (int i = 0; i < times; i++)
        {
            proxied.Sandbox.Folder.Replace("delay", $"0.{Random.Shared.Next(60):000} {proxied.Engine.Id}\n");
            await (i % 2 == 0 ? proxied.Consul.RegisterAsync("web", "next", next.Port) : proxied.Consul.DeregisterAsync("next"));
            await Eventually.HoldsAsync(() => proxied.Engine.HasExited, () => $"killed in round {i}; still to be killed: {File.Exists(delay)}; the log:\n{proxied.Engine.Output}", TimeSpan.FromSeconds(120));
            await proxied.Engine.DisposeAsync();
            proxied.Engine = proxied.Sandbox.Start();
            await proxied.ServersAreAsync(i % 2 == 0 ? 4 : 3, "the next engine ends what was begun");
        }

        row.Ended();
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await row.TellAsync();
    }

    /// <summary>A script of the proxy's target that stops in one step when it is told to.</summary>
    private sealed class Stops(Proxied proxied)
    {
        private readonly string armed = proxied.Sandbox.Folder["armed"];
        private readonly string reached = proxied.Sandbox.Folder["reached"];

        public void Arm(string step) => proxied.Sandbox.Folder.Replace("armed", step);

        public Task ReachedAsync(Proxied of) => Eventually.HoldsAsync(() => File.Exists(reached), () => $"the step is reached; the log:\n{of.Engine.Output}", TimeSpan.FromSeconds(90));

        public async Task SetAsync(Proxied of)
        {
            string template = await File.ReadAllTextAsync(of.Sandbox.Folder["etc/pyconfd/templates/haproxy.sbn"]);
            of.Sandbox.Script("web.csx", $$$"""
                using System.Threading;

                static void Step(string step)
                {
                    if (File.Exists("{{{armed}}}") && File.ReadAllText("{{{armed}}}") == step)
                    {
                        File.Delete("{{{armed}}}");
                        File.WriteAllText("{{{reached}}}", "");
                        Thread.Sleep(5000);
                    }
                }

                class Slow(IReloadAction inner) : IReloadAction
                {
                    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken stop) => inner.Plan(change, stop);

                    public Task Resume(ReloadChange change, CancellationToken stop) => inner.Resume(change, stop);

                    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken stop)
                    {
                        Step("before its reload");
                        ReloadResult result = await inner.Apply(change, stop);
                        Step("after its reload, before the state was written");
                        return result;
                    }
                }

                Function("step", () => { Step("while it rendered"); return ""; });
                Check("slow", (request, stop) => { Step("in its check"); return Task.FromResult(CheckResult.Accept); });
                Reload("slow", new Slow(FindReload("haproxy")));
                Target("haproxy", template: "stepped.sbn", destination: "{{{of.Haproxy.File}}}", check: Use("slow"), reload: Use("slow"));
                Variables(async cluster => { await cluster.Service("web"); Step("in Variables"); return new { steps = "on" }; });
                """);
            of.Sandbox.Template("stepped.sbn", template.TrimEnd() + "\n# steps are {{ steps }}{{ step }}\n");
            await of.FileSaysAsync(of.Haproxy.File, text => text.Contains("# steps are on"), "the steps are in place");
            await of.StatusSaysAsync(status => status.StartsWith("healthy", StringComparison.Ordinal), "all is well before the fault");
            of.Observer.Forget();
        }
    }
}
