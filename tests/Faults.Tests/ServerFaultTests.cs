using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>Three servers of Consul, and what becomes of the proxy when they are killed or stopped.</summary>
[Trait("Length", "Long")]
public sealed class ServerFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_leader_that_is_killed()
    {
        await using ThreeServers servers = await ThreeServers.StartAsync();
        await using Proxied proxied = await Proxied.StartAsync(servers.Agent);
        var row = new FaultRow("cluster", "leader of three servers killed", proxied, output);
        RealConsul killed = await servers.LeaderAsync();

        await killed.KillAsync();
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }

    [Fact]
    public async Task A_leader_that_changes_again_and_again()
    {
        await using ThreeServers servers = await ThreeServers.StartAsync();
        await using Proxied proxied = await Proxied.StartAsync(servers.Agent);
        var row = new FaultRow("cluster", "leader of three servers stopped with SIGSTOP until another one led, four times", proxied, output);

        for (int i = 0; i < 4; i++)
        {
            RealConsul stopped = await servers.LeaderAsync();
            stopped.Process.Signal("STOP");
            await servers.LeaderAsync(except: stopped);
            await proxied.AnsweredAsync(Proxied.PerSecond);
            stopped.Process.Signal("CONT");
            await proxied.AnsweredAsync(Proxied.PerSecond);
        }

        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }

    [Fact]
    public async Task Servers_without_a_quorum()
    {
        await using ThreeServers servers = await ThreeServers.StartAsync();
        await using Proxied proxied = await Proxied.StartAsync(servers.Agent);
        var row = new FaultRow("cluster", "two of three servers killed, back after 10 s", proxied, output);
        RealConsul[] killed = [await servers.LeaderAsync(), (await servers.FollowersAsync()).First()];

        await ThreeServers.KillAsync(killed);
        await proxied.AnsweredAsync(Proxied.PerSecond * 10);
        await proxied.SaysStaleAsync();
        await ThreeServers.StartAgainAsync(killed);
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }

    [Fact]
    public async Task Servers_that_are_all_killed()
    {
        await using ThreeServers servers = await ThreeServers.StartAsync();
        await using Proxied proxied = await Proxied.StartAsync(servers.Agent);
        var row = new FaultRow("cluster", "all three servers killed, back after 10 s with their data", proxied, output);

        await servers.KillAsync();
        await proxied.AnsweredAsync(Proxied.PerSecond * 10);
        await proxied.SaysStaleAsync();
        await servers.StartAgainAsync();
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }
}
