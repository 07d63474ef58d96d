using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>The network between the engine and its agent loses, delays and swallows: what is known stays, what changes arrives later.</summary>
[Trait("Length", "Long")]
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_network_that_swallows_all_and_then_breaks()
    {
        RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        await using Proxied proxied = await Proxied.StartAsync(consul, address: forwarder.Address);
        var row = new FaultRow("network", "all is swallowed for 20 s, then the connections break", proxied, output);

        forwarder.Swallow();
        await proxied.AddAsync("web-3");
        await proxied.AnsweredAsync(Proxied.PerSecond * 20);
        forwarder.LeadTo(consul.Port);
        row.Ended();
        await proxied.ServersAreAsync(4, "what was registered meanwhile is served");
        await row.RecoversAsync();

        await row.TellAsync();
    }

    // Only the end of its wait tells the engine that nothing comes on such a connection.
    [Fact]
    public async Task Connections_that_are_half_open()
    {
        RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        await using Proxied proxied = await Proxied.StartAsync(consul, address: forwarder.Address);
        var row = new FaultRow("network", "half-open connections: the old ones swallow all for good, new ones are well", proxied, output);

        forwarder.LeadNewTo(consul.Port);
        row.Ended();
        await proxied.AddAsync("web-3");
        await proxied.ServersAreAsync(4, "what was registered meanwhile is served");
        await row.RecoversAsync();

        await row.TellAsync();
        await proxied.Engine.SaysAsync("no response in time");
    }

    [Theory]
    [InlineData(true, "link to the agent down here for 8 s")]
    [InlineData(false, "link to the agent down at its side for 8 s")]
    public async Task A_link_that_is_down(bool isHere, string fault)
    {
        await using NetworkOfItsOwn? network = await NetworkOfItsOwn.MakeAsync();
        Assert.SkipUnless(network is not null, "network namespaces are not permitted here, or iproute2 is missing");
        await using Proxied proxied = await StartAsync(network);
        var row = new FaultRow("network", fault, proxied, output);

        await LinkAsync(up: false);
        await proxied.AnsweredAsync(Proxied.PerSecond * 8);
        await LinkAsync(up: true);
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();

        Task LinkAsync(bool up) => isHere ? network.LinkAsync(up) : network.LinkThereAsync(up);
    }

    [Fact]
    public async Task A_link_that_loses()
    {
        await using NetworkOfItsOwn? network = await NetworkOfItsOwn.MakeAsync();
        Assert.SkipUnless(network is not null, "network namespaces are not permitted here, or iproute2 is missing");
        await using Proxied proxied = await StartAsync(network);
        var row = new FaultRow("network", "30 % of the packets to and from the agent lost, while an instance is added and removed", proxied, output);
        Assert.SkipUnless(await network.TryLoseAsync(0.3), "iptables cannot lose packets here");

        await proxied.ServesWhatIsNewAsync();
        await proxied.Consul.DeregisterAsync("web-3");
        await proxied.ServersAreAsync(3, "what is deregistered meanwhile is gone");
        await proxied.AnsweredAsync(Proxied.PerSecond * 5);
        await network.LoseNothingAsync();
        row.Ended();
        await proxied.ServesWhatIsNewAsync();
        await row.RecoversAsync();

        await row.TellAsync();
    }

    private static async Task<Proxied> StartAsync(NetworkOfItsOwn network) => await Proxied.StartAsync(await RealConsul.StartAsync(
        new ConsulRole("test-node", "-server", "-bootstrap-expect", "1") { Host = network.There, Under = network.Inside }));
}
