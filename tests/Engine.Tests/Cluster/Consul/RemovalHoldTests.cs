using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>The removal hold against a real agent.</summary>
public sealed class RemovalHoldTests
{
    private static readonly ServiceQuery Web = new("web");
    private static readonly KeysQuery Keys = new("app/");
    private static readonly ConsulTimings Quick = new() { LongestRetry = TimeSpan.FromSeconds(1) };
    private static readonly HoldSettings Never = new() { Time = TimeSpan.FromHours(1), AfterRegression = TimeSpan.FromHours(1) };

    [Fact]
    public async Task An_agent_that_comes_back_empty_takes_nothing_away_until_its_time_is_over()
    {
        await using RealConsul consul = await StartAsync();
        await using var follower = new Follower(consul, Quick, Never with { AfterRegression = TimeSpan.FromSeconds(8), Time = TimeSpan.FromSeconds(2) });
        follower.Watch(Web, Keys, new ServicesQuery());
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3 && follower.Has(Keys) && follower.Has(new ServicesQuery()), "first answers");
        await consul.KillAsync();
        await consul.StartAgainAsync();
        await follower.UntilAsync(() => follower.Store.Current.Held.Count == 3, "all is held");
        long start = TimeProvider.System.GetTimestamp();
        await consul.RegisterAsync("web", "web-4", 84);
        await follower.UntilAsync(() => follower.Ids(Web) is ["web-1", "web-2", "web-3", "web-4"], "what is new is there at once");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 3);
        Assert.Equal("1", ((IReadOnlyDictionary<string, string>)follower.Value(Keys)!)["app/a"]);
        Assert.Equal(HoldReason.Regression, follower.Store.Current.Held[Web].Reason);
        await follower.UntilAsync(() => follower.Ids(Web) is ["web-4"] && follower.Store.Current.Held.IsEmpty, "the time is over");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 5, 20);
        Assert.Single(follower.Log.Of(1013), line => line.Contains("service web: 3 of 3 are missing"));
        Assert.Single(follower.Log.Of(1015), line => line.Contains("service web"));
    }

    [Fact]
    public async Task What_an_agent_that_came_back_empty_gets_again_is_no_longer_held()
    {
        await using RealConsul consul = await StartAsync();
        await using var follower = new Follower(consul, Quick, Never);
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3, "first answers");
        await consul.KillAsync();
        await consul.StartAgainAsync();
        await follower.UntilAsync(() => follower.Store.Current.Held.ContainsKey(Web), "all is held");
        await RegisterAsync(consul);
        await follower.UntilAsync(() => follower.Store.Current.Held.IsEmpty, "nothing is missing");
        Assert.Equal(["web-1", "web-2", "web-3"], follower.Ids(Web));
    }

    [Fact]
    public async Task Checks_that_all_turn_critical_are_believed_when_the_time_is_over()
    {
        await using RealConsul consul = await StartAsync();
        await using var follower = new Follower(consul, Quick, Never with { Time = TimeSpan.FromSeconds(4) });
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3, "the first answer");
        foreach (int number in new[] { 1, 2, 3 })
        {
            await consul.RegisterAsync($$"""{ "Name": "web", "ID": "web-{{number}}", "Port": 8{{number}}, "Check": { "CheckID": "c{{number}}", "TTL": "1h", "Status": "critical" } }""");
        }

        await follower.UntilAsync(() => follower.Store.Current.Held.GetValueOrDefault(Web)?.Count == 2, "the others are held");
        Assert.Equal(2, follower.Ids(Web).Length);
        await follower.UntilAsync(() => follower.Ids(Web) is [] && follower.Store.Current.Held.IsEmpty, "the time is over", 15);
    }

    [Fact]
    public async Task An_agent_that_came_back_empty_is_known_by_its_identity_where_its_index_tells_nothing()
    {
        await using RealConsul before = await StartAsync();
        await using RealConsul after = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(before.Port);
        await using var follower = new Follower(new ConsulSettings { Address = forwarder.Address }, Quick, hold: Never with { Time = TimeSpan.Zero });
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3, "first answers");

        // Its index is ahead of the one that is known.
        for (int i = 0; i < 200; i++)
        {
            await after.PutKeyAsync("other", $"{i}");
        }

        await after.RegisterAsync("other", "other-1", 99);
        forwarder.LeadTo(after.Port);
        await follower.UntilAsync(() => follower.Store.Current.Held.GetValueOrDefault(Web)?.Reason == HoldReason.Regression, "all is held");
        Assert.Equal(3, follower.Ids(Web).Length);
        Assert.Single(follower.Log.Of(1018));
        Assert.Empty(follower.Log.Of(1006));
    }

    [Fact]
    public async Task In_a_panic_what_is_registered_is_served_but_not_what_is_in_maintenance()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var follower = new Follower(consul, Quick, Never with { Panic = true });
        follower.Watch(Web);
        foreach (int number in new[] { 1, 2, 3, 4 })
        {
            await consul.RegisterAsync($$"""{ "Name": "web", "ID": "web-{{number}}", "Port": 8{{number}}, "Check": { "CheckID": "c{{number}}", "TTL": "1h", "Status": "{{(number == 1 ? "passing" : "critical")}}" } }""");
        }

        await follower.UntilAsync(() => follower.Ids(Web).Length == 4, "all are served");
        using HttpResponseMessage response = await consul.Http.PutAsync("/v1/agent/service/maintenance/web-4?enable=true", null);
        response.EnsureSuccessStatusCode();
        await follower.UntilAsync(() => follower.Ids(Web) is ["web-1", "web-2", "web-3"], "what a person took out of use is not served");
        Assert.Equal((2, 3, HoldReason.Panic), follower.Store.Current.Held[Web] is var held ? (held.Count, held.Of, held.Reason) : default);
        Assert.Single(follower.Log.Of(1017), line => line.Contains("do not pass in Consul and are still served"));
    }

    [Fact]
    public async Task What_an_operator_lets_go_is_gone()
    {
        await using RealConsul consul = await StartAsync();
        await using var follower = new Follower(consul, Quick, Never);
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3, "the first answer");
        foreach (int number in new[] { 1, 2, 3 })
        {
            await consul.DeregisterAsync($"web-{number}");
        }

        await follower.UntilAsync(() => follower.Store.Current.Held.ContainsKey(Web), "the last one is held");
        Assert.NotEmpty(follower.Ids(Web));
        Assert.Equal(1, follower.Source.Release("web"));
        Assert.Empty(follower.Ids(Web));
        Assert.Empty(follower.Store.Current.Held);
    }

    [Fact]
    public async Task A_deregistration_is_there_at_once()
    {
        await using RealConsul consul = await StartAsync();
        await using var follower = new Follower(consul, Quick, Never);
        follower.Watch(Web, Keys);
        await follower.UntilAsync(() => follower.Ids(Web).Length == 3 && follower.Has(Keys), "the first answer");
        await consul.DeregisterAsync("web-1");
        await consul.DeregisterAsync("web-2");
        await consul.DeleteKeyAsync("app/a");
        await follower.UntilAsync(() => follower.Ids(Web) is ["web-3"] && follower.Value(Keys) is IReadOnlyDictionary<string, string> { Count: 0 }, "they are gone", 5);
        Assert.Empty(follower.Store.Current.Held);
        Assert.Empty(follower.Log.Of(1013));
    }

    private static async Task<RealConsul> StartAsync()
    {
        RealConsul consul = await RealConsul.StartAsync();

        // A cluster that has lived for a while: an empty one's index is far behind.
        for (int i = 0; i < 30; i++)
        {
            await consul.PutKeyAsync("app/a", "1");
        }

        await RegisterAsync(consul);
        return consul;
    }

    private static async Task RegisterAsync(RealConsul consul)
    {
        foreach (int number in new[] { 1, 2, 3 })
        {
            await consul.RegisterAsync("web", $"web-{number}", 80 + number);
        }
    }
}
