using System.Net.Http.Json;
using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Faults;

/// <summary>What Consul loses, the proxy keeps: clients of a healthy provider lose no request.</summary>
public sealed class ConsulFaultTests(ITestOutputHelper output)
{
    private const string Root = "5a5f6b0e-0000-4000-8000-00000000f00d";

    [Fact]
    public async Task An_agent_that_is_started_again_without_its_data_and_refilled()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        await proxied.Consul.KillAsync();
        await proxied.Consul.StartAgainAsync();
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        int servers = await proxied.ServersAsync();
        await proxied.AnsweredAsync(300);
        await proxied.RegisterAsync();
        await Eventually.HoldsAsync(async () => !(await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);

        await TellAsync("agent killed, started again without its data, refilled", proxied);
        Assert.Equal((3, 3), (servers, await proxied.ServersAsync()));
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task An_agent_that_stays_empty_is_believed_after_its_time()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        await proxied.Consul.KillAsync();
        await proxied.Consul.StartAgainAsync();
        await proxied.AnsweredAsync(400);
        int early = await proxied.ServersAsync();
        IReadOnlyCollection<string> lost = [.. proxied.Traffic.Lost];
        await proxied.ServersAreAsync(0, "the empty agent is believed");

        await TellAsync("agent killed, started again without its data, never refilled", proxied);
        Assert.Equal(3, early);
        Assert.Empty(lost);
    }

    [Fact]
    public async Task All_instances_that_are_critical_for_a_moment()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        await proxied.CheckAsync(passes: false);
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        await proxied.AnsweredAsync(200);
        await proxied.CheckAsync(passes: true);
        await Eventually.HoldsAsync(async () => !(await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);

        await TellAsync("all instances critical, and passing again before the hold was over", proxied);
        Assert.Equal(3, await proxied.ServersAsync());
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task A_token_that_sees_less()
    {
        RealConsul consul = await RealConsul.StartAsync(
            $$"""{ "acl": { "enabled": true, "token_ttl": "1s", "policy_ttl": "1s", "default_policy": "deny", "tokens": { "master": "{{Root}}", "agent": "{{Root}}" } } }""", Root);
        string policy = await MadeAsync(consul, "policy", new { Name = "engine", Rules = Rules("read") }, "ID");
        string token = await MadeAsync(consul, "token", new { Policies = new[] { new { Name = "engine" } } }, "SecretID");
        await using Proxied proxied = await Proxied.StartAsync(consul, token);

        await NarrowAsync(consul, policy, "deny");

        // A blocking query is judged again when something of its service changes.
        await Eventually.HoldsAsync(
            async () =>
            {
                await proxied.RegisterAsync($"tag-{Guid.NewGuid():N}");
                return (await proxied.StatusAsync()).Contains("kept");
            },
            () => proxied.Engine.Output);
        await proxied.AnsweredAsync(100);
        await NarrowAsync(consul, policy, "read");
        await Eventually.HoldsAsync(async () => !(await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);

        await TellAsync("token narrowed, and mended before the hold was over", proxied);
        Assert.Equal(3, await proxied.ServersAsync());
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task An_agent_that_hangs()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        proxied.Consul.Process.Signal("STOP");
        await proxied.AnsweredAsync(600);
        proxied.Consul.Process.Signal("CONT");
        await proxied.ReplaceAsync();

        await TellAsync("agent stopped with SIGSTOP for 6 s, then a rolling deployment", proxied);
        Assert.Equal(3, await proxied.ServersAsync());
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task An_agent_that_is_killed_and_comes_back_with_its_data()
    {
        await using Proxied proxied = await Proxied.StartAsync(await RealConsul.StartAsync(development: false));

        await proxied.Consul.KillAsync();
        await proxied.AnsweredAsync(300);
        await proxied.Consul.StartAgainAsync();

        // An agent that has started takes every check for critical until it has run.
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        await proxied.AnsweredAsync(200);
        await proxied.CheckAsync(passes: true);
        await Eventually.HoldsAsync(async () => !(await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        await proxied.AnsweredAsync(500);

        await TellAsync("agent killed for 3 s, started again with its data, its checks critical for 2 s", proxied);
        Assert.Equal(3, await proxied.ServersAsync());
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task A_rolling_deployment_is_no_fault_and_never_waits()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        await proxied.ReplaceAsync();

        await TellAsync("rolling deployment, each instance replaced in turn", proxied);
        Assert.DoesNotContain("kept for up to", proxied.Engine.Output);
        Assert.Empty(proxied.Traffic.Lost);
    }

    [Fact]
    public async Task An_engine_that_is_killed_again_and_again()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        for (int i = 0; i < 5; i++)
        {
            await proxied.KillEngineAsync();
            await proxied.AnsweredAsync(100 + (i * 20));
        }

        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).StartsWith("healthy", StringComparison.Ordinal), () => proxied.Engine.Output);
        await TellAsync("engine killed with SIGKILL, five times", proxied);
        Assert.Equal(3, await proxied.ServersAsync());
        Assert.Empty(proxied.Traffic.Lost);
    }

    private static string Rules(string web) => $$"""
        service_prefix "" { policy = "read" } service "web" { policy = "{{web}}" } node_prefix "" { policy = "read" }
        """;

    private static async Task NarrowAsync(RealConsul consul, string policy, string web)
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync($"/v1/acl/policy/{policy}", new { ID = policy, Name = "engine", Rules = Rules(web) });
        response.EnsureSuccessStatusCode();
    }

    private static async Task<string> MadeAsync(RealConsul consul, string kind, object body, string id)
    {
        HttpResponseMessage? made = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                // The agent says so for a moment after its start.
                made = await consul.Http.PutAsJsonAsync($"/v1/acl/{kind}", body);
                return made.IsSuccessStatusCode;
            },
            "the agent's ACLs are ready");
        return JsonDocument.Parse(await made!.Content.ReadAsStringAsync()).RootElement.GetProperty(id).GetString()!;
    }

    private async Task TellAsync(string what, Proxied proxied) => output.WriteLine(
        $"fact: fault: {what}: {proxied.Traffic.Answered} requests answered, {proxied.Traffic.Lost.Count} lost, {await proxied.ServersAsync()} servers");
}
