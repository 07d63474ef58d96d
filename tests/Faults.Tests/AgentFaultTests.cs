using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>What Consul loses, the proxy keeps: clients of a healthy provider lose no request.</summary>
public sealed class AgentFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_agent_that_is_started_again_without_its_data_and_refilled()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "agent killed, started again without its data, refilled after 3 s", proxied, output);

        await proxied.Consul.KillAsync();
        await proxied.Consul.StartAgainAsync();
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        int servers = await proxied.ServersAsync();
        await proxied.AnsweredAsync(600);
        await proxied.RegisterAsync();
        row.Ended();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal((3, 3), (servers, await proxied.ServersAsync()));
    }

    [Fact]
    public async Task An_agent_that_stays_empty_is_believed_after_its_time()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "agent killed, started again without its data, never refilled", proxied, output) { Servers = 0, WhyLost = "the empty agent is believed when the hold is over" };

        await proxied.Consul.KillAsync();
        await proxied.Consul.StartAgainAsync();
        await proxied.AnsweredAsync(800);
        int early = await proxied.ServersAsync();
        IReadOnlyCollection<string> lost = [.. proxied.Traffic.Lost];
        await proxied.ServersAreAsync(0, "the empty agent is believed");

        await row.TellAsync();
        Assert.Equal(3, early);
        Assert.Empty(lost);
    }

    [Fact]
    public async Task All_instances_that_are_critical_for_a_moment()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        // Their checks fail one after the other, and the first of three goes at once, as it should.
        var row = new FaultRow("Consul", "all instances critical at once, passing again before the hold was over", proxied, output) { Servers = 2 };

        await proxied.CheckAsync(passes: false);
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        await proxied.AnsweredAsync(400);
        await proxied.CheckAsync(passes: true);
        row.Ended();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal(3, await proxied.ServersAsync());
    }

    [Fact]
    public async Task A_token_that_sees_less()
    {
        RealConsul consul = await AgentWithTokens.StartAsync();
        string policy = await AgentWithTokens.MakePolicyAsync(consul, "read");
        (_, string token) = await AgentWithTokens.MakeTokenAsync(consul);
        await using Proxied proxied = await Proxied.StartAsync(consul, token);
        var row = new FaultRow("Consul", "token narrowed by a policy, mended before the hold was over", proxied, output);

        await AgentWithTokens.ChangePolicyAsync(consul, policy, "deny");

        // A blocking query is judged again when something of its service changes.
        await Eventually.HoldsAsync(
            async () =>
            {
                await proxied.RegisterAsync($"tag-{Guid.NewGuid():N}");
                return (await proxied.StatusAsync()).Contains("kept");
            },
            () => proxied.Engine.Output);
        await proxied.AnsweredAsync(100);
        await AgentWithTokens.ChangePolicyAsync(consul, policy, "read");
        row.Ended();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal(3, await proxied.ServersAsync());
    }

    [Fact]
    public async Task An_agent_that_hangs()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "agent stopped with SIGSTOP for 6 s, then a rolling deployment", proxied, output);

        proxied.Consul.Process.Signal("STOP");
        await proxied.AnsweredAsync(1200);
        proxied.Consul.Process.Signal("CONT");
        row.Ended();
        await proxied.ReplaceAsync();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal(3, await proxied.ServersAsync());
    }

    [Fact]
    public async Task An_agent_that_is_killed_and_comes_back_with_its_data()
    {
        await using Proxied proxied = await Proxied.StartAsync(await RealConsul.StartAsync(development: false));
        var row = new FaultRow("Consul", "agent killed for 3 s, started again with its data, its checks critical for 2 s", proxied, output);

        await proxied.Consul.KillAsync();
        await proxied.AnsweredAsync(600);
        await proxied.Consul.StartAgainAsync();

        // An agent that has started takes every check for critical until it has run.
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        await proxied.AnsweredAsync(400);
        await proxied.CheckAsync(passes: true);
        row.Ended();
        await row.RecoversAsync();
        await proxied.AnsweredAsync(500);

        await row.TellAsync();
        Assert.Equal(3, await proxied.ServersAsync());
    }

    [Fact]
    public async Task A_rolling_deployment_is_no_fault_and_never_waits()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "rolling deployment, each instance replaced in turn", proxied, output);

        await proxied.ReplaceAsync();

        await row.TellAsync();
        Assert.DoesNotContain("kept for up to", proxied.Engine.Output);
    }
}
