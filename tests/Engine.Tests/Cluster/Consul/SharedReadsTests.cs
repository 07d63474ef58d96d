using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class SharedReadsTests(SharedConsul shared) : IClassFixture<SharedConsul>
{
    // No query ends because its wait is over.
    private static readonly ConsulTimings Long = new() { FirstWait = TimeSpan.FromMinutes(5), Wait = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task Who_passes_and_who_is_registered_are_waited_for_by_one_request()
    {
        RealConsul consul = shared.Agent;
        await using var forwarder = new Forwarder(consul.Port);
        await using var follower = new Follower(new ConsulSettings { Address = forwarder.Address }, Long);
        var passing = new ServiceQuery("shared");
        ServiceQuery registered = passing with { Passing = false };
        follower.Watch(passing, registered);
        await follower.UntilAsync(() => follower.Has(passing) && follower.Has(registered), "first answers");

        await consul.RegisterAsync("""{ "Name": "shared", "ID": "a", "Port": 80, "Check": { "TTL": "1h", "Status": "passing" } }""");
        await follower.UntilAsync(() => follower.Ids(passing) is ["a"] && follower.Ids(registered) is ["a"], "an instance that passes");
        await consul.RegisterAsync("""{ "Name": "shared", "ID": "b", "Port": 81, "Check": { "TTL": "1h", "Status": "critical" } }""");
        await follower.UntilAsync(() => follower.Ids(passing) is ["a"] && follower.Ids(registered) is ["a", "b"], "one that does not");
        await consul.DeregisterAsync("a");
        await follower.UntilAsync(() => follower.Ids(passing) is [] && follower.Ids(registered) is ["b"], "the first is gone");

        string[] waiting = [.. forwarder.Requests.Where(request => request.Contains("/health/service/shared", StringComparison.Ordinal)).Select(IndexOf).OfType<string>()];
        Assert.True(waiting.Length >= 3 && waiting.Distinct().Count() == waiting.Length, $"an index is waited for twice: {string.Join('\n', forwarder.Requests)}");
    }

    [Fact]
    public async Task The_list_of_services_is_not_asked_for_during_its_pause()
    {
        RealConsul consul = shared.Agent;
        await using var forwarder = new Forwarder(consul.Port);
        await using var follower = new Follower(new ConsulSettings { Address = forwarder.Address, ServicesPause = TimeSpan.FromMinutes(5) }, Long);
        var services = new ServicesQuery();
        var second = new ServiceQuery("pause-2");
        follower.Watch(services, second);
        await follower.UntilAsync(() => follower.Has(services) && follower.Has(second), "first answers");

        await consul.RegisterAsync("pause-1", "pause-1", 80);
        await follower.UntilAsync(() => Names(follower, services).Contains("pause-1"), "a lone change, at once");
        await consul.RegisterAsync("pause-2", "pause-2", 80);
        await follower.UntilAsync(() => follower.Ids(second) is ["pause-2"], "the next one, by its own watch");
        Assert.DoesNotContain("pause-2", Names(follower, services));
        Assert.Equal(2, forwarder.Requests.Count(request => request.Contains("/catalog/services", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_its_pause_the_list_of_services_has_all_changes()
    {
        RealConsul consul = shared.Agent;
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, ServicesPause = TimeSpan.FromMilliseconds(50) }, Long);
        var services = new ServicesQuery();
        follower.Watch(services);
        await follower.UntilAsync(() => follower.Has(services), "a first answer");
        for (int i = 0; i < 5; i++)
        {
            await consul.RegisterAsync($"after-{i}", $"after-{i}", 80);
        }

        await follower.UntilAsync(() => Names(follower, services).Count(name => name.StartsWith("after-", StringComparison.Ordinal)) == 5, "all of them");
    }

    private static IEnumerable<string> Names(Follower follower, ServicesQuery services) =>
        (follower.Value(services) as IReadOnlyList<Basenode.Plugins.ServiceSummary> ?? []).Select(service => service.Name);

    private static string? IndexOf(string request) =>
        request.Split('?', '&').FirstOrDefault(part => part.StartsWith("index=", StringComparison.Ordinal));
}
