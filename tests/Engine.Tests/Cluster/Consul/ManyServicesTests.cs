using System.Net.Http.Json;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ManyServicesTests
{
    private const int Count = 1000;

    [Fact]
    public async Task A_thousand_services_converge_on_an_agent_with_default_limits()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        await using var follower = new Follower(consul);
        ServiceQuery[] services = [.. Enumerable.Range(0, Count).Select(i => new ServiceQuery($"s{i}"))];
        Query[] all = [.. services, new ServicesQuery(), new KeyQuery("k")];

        follower.Watch(all);
        await follower.UntilAsync(() => all.All(follower.Has), "first answers");
        Assert.All(services, service => Assert.Single(follower.Instances(service)));
        Assert.Empty(follower.Store.Current.Problems);
        int connections = await ConnectionsAsync(consul.Port);

        await consul.RegisterAsync("s500", "second", 81);
        await follower.UntilAsync(() => follower.Instances(services[500]).Count == 2, "a registration");
        await consul.DeregisterAsync("second");
        await follower.UntilAsync(() => follower.Instances(services[500]).Count == 1, "a deregistration");
        await consul.PutKeyAsync("k", "v");
        await follower.UntilAsync(() => follower.Value(new KeyQuery("k")) is "v", "a key");
        Assert.InRange(connections, 1, 60);

        // Back to few: each is watched by itself again, and what was read stays.
        follower.Watch(services[..10]);
        await consul.RegisterAsync("s5", "second", 81);
        await follower.UntilAsync(() => follower.Instances(services[5]).Count == 2, "a direct watch");
        Assert.Equal(10, follower.Store.Current.Answers.Keys.Count(query => query is ServiceQuery));
        Assert.Empty(follower.Store.Current.Problems);
        Assert.Single(follower.Log.Of(1009));
        Assert.Single(follower.Log.Of(1010));
    }

    [Fact]
    public async Task An_engine_that_is_restarted_again_and_again_leaves_an_agent_with_default_limits_enough_connections()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        ServiceQuery[] services = [.. Enumerable.Range(0, 120).Select(i => new ServiceQuery($"s{i}"))];
        for (int start = 0; start < 4; start++)
        {
            await using var gone = new Follower(consul);
            gone.Watch(services);
            await gone.UntilAsync(() => services.All(gone.Has), "first answers");
        }

        await using var follower = new Follower(consul);
        follower.Watch(services);
        await follower.UntilAsync(() => services.All(follower.Has), "first answers");
        await consul.RegisterAsync("s50", "second", 81);
        await follower.UntilAsync(() => follower.Instances(services[50]).Count == 2, "a registration");
        Assert.Empty(follower.Store.Current.Problems);
    }

    [Fact]
    public async Task Among_a_thousand_services_a_change_costs_what_changed()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        await using var forwarder = new Forwarder(consul.Port);
        await using var follower = new Follower(new ConsulSettings { Address = forwarder.Address, BackgroundReads = 10_000 });
        ServiceQuery[] services = [.. Enumerable.Range(0, Count).Select(i => new ServiceQuery($"s{i}"))];
        follower.Watch(services);
        await follower.UntilAsync(() => services.All(follower.Has), "first answers");
        await QuietAsync(forwarder);

        int before = forwarder.Requests.Count;
        await consul.RegisterInCatalogAsync("""{ "Node": "far", "Address": "10.0.0.1", "SkipNodeUpdate": true, "Check": { "Node": "far", "CheckID": "c7", "Name": "c", "ServiceID": "s7-1", "Status": "critical" } }""");
        await follower.UntilAsync(() => follower.Instances(services[7]).Count == 0, "a check that fails");
        string[] asked = Reads(forwarder, before);
        Assert.True(asked.Length <= 5, $"requests: {string.Join('\n', asked)}");
        await QuietAsync(forwarder);

        before = forwarder.Requests.Count;
        await consul.RegisterInCatalogAsync("""{ "Node": "far", "Address": "10.0.0.1", "SkipNodeUpdate": true, "Service": { "ID": "s9-1", "Service": "s9", "Address": "10.0.0.1", "Port": 80, "Tags": ["blue"] } }""");
        await follower.UntilAsync(() => follower.Instances(services[9]).Single().Tags is ["blue"], "a tag");
        asked = Reads(forwarder, before);
        Assert.True(asked.Length <= 5, $"requests: {string.Join('\n', asked)}");

        // What no list tells of.
        await consul.RegisterInCatalogAsync("""{ "Node": "far", "Address": "10.0.0.1", "SkipNodeUpdate": true, "Service": { "ID": "s11-1", "Service": "s11", "Address": "10.0.0.1", "Port": 81 } }""");
        await follower.UntilAsync(() => follower.Instances(services[11]).Single().Port == 81, "another port");
        Assert.Empty(follower.Store.Current.Problems);
    }

    // The change watches themselves are asked again and again.
    private static string[] Reads(Forwarder forwarder, int from) => [.. forwarder.Requests.Skip(from).Where(request => !request.Contains("wait=", StringComparison.Ordinal))];

    // Until the background has read all there is: a while without a request but those that wait.
    private static async Task QuietAsync(Forwarder forwarder)
    {
        int reads = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                int last = reads;
                await Task.Delay(500);
                reads = forwarder.Requests.Count(request => !request.Contains("wait=", StringComparison.Ordinal));
                return reads == last;
            },
            "nothing is read any more");
    }

    [Fact]
    public async Task Twenty_engines_one_after_the_other_that_had_all_their_watches_leave_connections_to_others()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        using var folder = new TemporaryFolder();
        var timings = new ConsulTimings { Probation = TimeSpan.FromMilliseconds(200) };
        ServiceQuery[] services = [.. Enumerable.Range(0, 120).Select(i => new ServiceQuery($"s{i}"))];
        int most = 0;
        int direct = 0;
        for (int start = 0; start < 20; start++)
        {
            await using var gone = new Follower(new ConsulSettings { Address = consul.Address }, timings, heldConnections: folder["data/note"]);
            gone.Watch(services);
            await gone.UntilAsync(() => services.All(gone.Has), "first answers");
            await Eventually.HoldsAsync(async () => await ConnectionsAsync(consul.Port) > (direct == 0 ? services.Length : 2), "more watches");
            direct = Math.Max(direct, await ConnectionsAsync(consul.Port));
            most = Math.Max(most, await BusyAsync(consul.Port));
            Assert.Empty(gone.Store.Current.Problems);
        }

        // A watch each, the change watches that end, and the quick connections that are kept.
        Assert.InRange(direct, services.Length, 160);

        // Above 200 the agent refuses.
        Assert.InRange(most, services.Length, 200);
    }

    [Fact]
    public async Task An_agent_that_takes_more_connections_gets_a_watch_for_each_of_many_services()
    {
        await using RealConsul consul = await RealConsul.StartAsync("""{ "limits": { "http_max_conns_per_client": 1000 } }""");
        await RegisterAsync(consul);
        await using var follower = new Follower(consul, new ConsulTimings { Probation = TimeSpan.FromMilliseconds(200) });
        ServiceQuery[] services = [.. Enumerable.Range(0, 600).Select(i => new ServiceQuery($"s{i}"))];

        follower.Watch(services);
        await follower.UntilAsync(() => services.All(follower.Has), "first answers");
        await Eventually.HoldsAsync(async () => await ConnectionsAsync(consul.Port) >= services.Length, "a connection for each");
        await consul.RegisterAsync("s500", "second", 81);

        await follower.UntilAsync(() => follower.Instances(services[500]).Count == 2, "a registration");
        Assert.Empty(follower.Store.Current.Problems);
    }

    [Fact]
    public async Task Queries_that_change_leave_the_agents_connections_to_others()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        await using var follower = new Follower(consul, new ConsulTimings { Probation = TimeSpan.Zero });
        int most = 0;
        for (int round = 0; round < 4; round++)
        {
            ServiceQuery[] services = [.. Enumerable.Range(0, 110).Select(i => new ServiceQuery($"s{i}") { Tag = $"t{round}" })];
            follower.Watch(services);
            await follower.UntilAsync(() => services.All(follower.Has), "first answers");
            most = Math.Max(most, await ConnectionsAsync(consul.Port));
        }

        Assert.Empty(follower.Store.Current.Problems);
        Assert.InRange(most, 1, 200);
    }

    [Fact]
    public async Task After_a_while_each_service_has_a_watch_of_its_own()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await RegisterAsync(consul);
        await using var follower = new Follower(consul, new ConsulTimings { Probation = TimeSpan.FromSeconds(1) });
        ServiceQuery[] services = [.. Enumerable.Range(0, 100).Select(i => new ServiceQuery($"s{i}"))];

        follower.Watch(services);
        await follower.UntilAsync(() => services.All(follower.Has), "first answers");
        await Eventually.HoldsAsync(async () => await ConnectionsAsync(consul.Port) >= services.Length, "a connection for each");
        await consul.RegisterAsync("s50", "second", 81);

        await follower.UntilAsync(() => follower.Instances(services[50]).Count == 2, "a registration");
        Assert.Empty(follower.Store.Current.Problems);
        Assert.Empty(follower.Log.Of(1009));
        Assert.Empty(follower.Log.Of(1010));
    }

    [Fact]
    public async Task Many_keys_follow_one_tick()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var follower = new Follower(consul);
        Query[] keys = [.. Enumerable.Range(0, 300).Select(i => new KeyQuery($"many/{i}"))];
        follower.Watch(keys);
        await follower.UntilAsync(() => keys.All(follower.Has), "first answers");
        await consul.PutKeyAsync("many/7", "v");
        await follower.UntilAsync(() => follower.Value(keys[7]) is "v", "the value");
        Assert.InRange(await ConnectionsAsync(consul.Port), 1, 60);
    }

    private static async Task RegisterAsync(RealConsul consul)
    {
        // Not the agent's own node: it would take what it does not know of off again.
        await consul.RegisterInCatalogAsync("""{ "Node": "far", "Address": "10.0.0.1" }""");
        foreach (int[] part in Enumerable.Range(0, Count).Chunk(64))
        {
            object[] operations =
            [
                .. part.Select(i => new
                {
                    Service = new
                    {
                        Verb = "set",
                        Node = "far",
                        Service = new { ID = $"s{i}-1", Service = $"s{i}", Address = "10.0.0.1", Port = 80 },
                    },
                }),
            ];
            using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", operations);
            response.EnsureSuccessStatusCode();
        }
    }

    // What the agent counts: its own ends, also those whose other end is gone (08) and whose query still waits.
    private static async Task<int> BusyAsync(int port)
    {
        string[] lines = [.. await File.ReadAllLinesAsync("/proc/net/tcp"), .. await File.ReadAllLinesAsync("/proc/net/tcp6")];
        return lines.Count(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, "01" or "08", ..] && local.EndsWith($":{port:X4}", StringComparison.Ordinal));
    }

    private static async Task<int> ConnectionsAsync(int port)
    {
        // The kernel's own table: remote port and state 01, established, of this machine's sockets (a dual one stands among those of IPv6).
        string[] lines = [.. await File.ReadAllLinesAsync("/proc/net/tcp"), .. await File.ReadAllLinesAsync("/proc/net/tcp6")];
        return lines.Count(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, var remote, "01", ..] && remote.EndsWith($":{port:X4}"));
    }
}
