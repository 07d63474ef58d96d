using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>The row of an agent whose answers about the service are changed for three seconds and more, and then good again.</summary>
internal static class AnswerRow
{
    /// <summary>Makes it.</summary>
    /// <param name="change">From an answer of the real agent to the one that the engine gets.</param>
    /// <param name="says">What the engine's log says of it; null where it has nothing to say.</param>
    /// <param name="answers">How many answers are changed at most.</param>
    public static async Task RunAsync(ITestOutputHelper output, string fault, Func<WildAnswer, WildAnswer> change, string? says = null, int answers = int.MaxValue)
    {
        RealConsul consul = await RealConsul.StartAsync();
        await using var agent = new WildAgent(consul.Address);
        await using Proxied proxied = await Proxied.StartAsync(consul, address: agent.Address);
        var row = new FaultRow("answers", fault, proxied, output);

        // A change makes the agent answer; the first of these answers is waited for already.
        int left = answers;
        agent.Misbehave(answer => Interlocked.Decrement(ref left) >= 0 ? change(answer) : answer);
        await proxied.RegisterAsync("changed");
        await Eventually.HoldsAsync(() => agent.Changed > 0, () => $"the fault happens; the log:\n{proxied.Engine.Output}");
        await proxied.AnsweredAsync(600);
        if (answers == int.MaxValue && says is not null)
        {
            await proxied.Engine.SaysAsync(says);
        }

        Assert.True(agent.Changed < 100, $"the engine asked {agent.Changed} times");
        agent.Behave();
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
        if (says is not null)
        {
            await proxied.Engine.SaysAsync(says);
        }
    }
}
