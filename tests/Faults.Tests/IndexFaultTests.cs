using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>What Consul's index says wrongly: nothing is removed for it, and nobody is asked in a circle.</summary>
public sealed class IndexFaultTests(ITestOutputHelper output)
{
    [Trait("Length", "Long")]
    [Fact]
    public Task An_index_of_zero() => AnswerRow.RunAsync(output, "X-Consul-Index 0", answer => answer with { Index = "0" }, "index went backwards");

    [Trait("Length", "Long")]
    [Fact]
    public Task An_index_that_goes_backwards() => AnswerRow.RunAsync(output, "X-Consul-Index backwards, again and again", Backwards(), "index went backwards");

    [Trait("Length", "Long")]
    [Fact]
    public Task An_index_that_is_missing() => AnswerRow.RunAsync(output, "X-Consul-Index absent", answer => answer with { Index = null }, "no valid X-Consul-Index");

    // What blocks on such an index blocks until the wait is over; only then is a change seen.
    [Trait("Length", "Long")]
    [Fact]
    public Task An_index_of_the_future() => AnswerRow.RunAsync(output, "X-Consul-Index far in the future, once", answer => answer with { Index = "9000000000000000000" }, "index went backwards", answers: 1);

    [Fact]
    public async Task An_older_answer_after_a_newer_one()
    {
        RealConsul consul = await RealConsul.StartAsync();
        await using var agent = new WildAgent(consul.Address);
        await using Proxied proxied = await Proxied.StartAsync(consul, address: agent.Address);
        WildAnswer older = agent.Last;
        await proxied.AddAsync("web-3");
        await proxied.ServersAreAsync(4, "the new instance is served");
        proxied.Observer.Forget();
        var row = new FaultRow("answers", "an older answer after a newer one, which had one instance more", proxied, output) { Servers = 4 };

        agent.Misbehave(_ => older);
        await proxied.RegisterAsync("changed");
        await proxied.Engine.SaysAsync("1 of 4 are missing in Consul and are kept");
        await proxied.AnsweredAsync(400);
        agent.Behave();
        row.Ended();
        await proxied.AddAsync("web-4");
        await proxied.ServersAreAsync(5, "what is registered afterwards is served");
        await row.RecoversAsync();

        await row.TellAsync();
    }

    private static Func<WildAnswer, WildAnswer> Backwards()
    {
        // Below all that Consul has, so that nothing blocks on it.
        int given = 0;
        return answer => answer with { Index = $"{9 - (Interlocked.Increment(ref given) % 9)}" };
    }
}
