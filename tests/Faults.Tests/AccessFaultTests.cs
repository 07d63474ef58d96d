using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>An agent that does not let the engine in: no connection left, and tokens that are worth nothing any longer.</summary>
public sealed class AccessFaultTests(ITestOutputHelper output)
{
    [Trait("Length", "Long")]
    [Fact]
    public async Task Connections_that_others_have_used_up()
    {
        RealConsul consul = await RealConsul.StartAsync("""{ "limits": { "http_max_conns_per_client": 30 } }""");
        await using var forwarder = new Forwarder(consul.Port);
        await using Proxied proxied = await Proxied.StartAsync(consul, address: forwarder.Address);
        var row = new FaultRow("Consul", "http_max_conns_per_client used up by others, and the engine's own connections broken", proxied, output);

        await using (var eater = new ConnectionEater(consul.Port, 40))
        {
            forwarder.LeadTo(consul.Port);
            await proxied.SaysStaleAsync();
            await proxied.AnsweredAsync(600);
        }

        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }

    [Trait("Length", "Long")]
    [Fact]
    public async Task A_token_that_is_revoked()
    {
        using var folder = new TemporaryFolder();
        RealConsul consul = await AgentWithTokens.StartAsync();
        await AgentWithTokens.MakePolicyAsync(consul, "read");
        (string accessor, string token) = await AgentWithTokens.MakeTokenAsync(consul);
        await using Proxied proxied = await Proxied.StartAsync(consul, tokenFile: folder.Write("token", token));
        var row = new FaultRow("Consul", "token deleted, a new one written to token_file later", proxied, output);

        await AgentWithTokens.DeleteTokenAsync(consul, accessor);
        await Eventually.HoldsAsync(
            async () =>
            {
                // A blocking query is judged again when something of its service changes.
                await proxied.RegisterAsync($"tag-{Guid.NewGuid():N}");
                return proxied.Observer.Said.Contains("stale", StringComparison.Ordinal);
            },
            () => $"the status says that what is served is stale; the log:\n{proxied.Engine.Output}");
        await proxied.AnsweredAsync(400);
        folder.Write("token", (await AgentWithTokens.MakeTokenAsync(consul)).Secret);
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
        await proxied.Engine.SaysAsync("403");
    }

    [Fact]
    public async Task A_token_that_is_rotated()
    {
        using var folder = new TemporaryFolder();
        RealConsul consul = await AgentWithTokens.StartAsync();
        await AgentWithTokens.MakePolicyAsync(consul, "read");
        (string accessor, string token) = await AgentWithTokens.MakeTokenAsync(consul);
        await using Proxied proxied = await Proxied.StartAsync(consul, tokenFile: folder.Write("token", token));
        var row = new FaultRow("Consul", "token rotated: a new one written to token_file, then the old one deleted", proxied, output);

        folder.Write("token", (await AgentWithTokens.MakeTokenAsync(consul)).Secret);
        await AgentWithTokens.DeleteTokenAsync(consul, accessor);
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();
        await proxied.AnsweredAsync(400);

        await row.TellAsync();
        Assert.Equal("healthy", proxied.Observer.Said);
    }
}
