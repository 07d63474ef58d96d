using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulOutageTests
{
    // What comes back is found soon; what is waited for at the end of a test lasts longer than any test.
    private static readonly ConsulTimings Quick = new() { LongestRetry = TimeSpan.FromSeconds(1) };
    private static readonly ConsulTimings Patient = new() { Wait = TimeSpan.FromMinutes(10) };
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);
    private static readonly Query[] Several = [new ServiceQuery("web"), new ServiceQuery("db"), new ServicesQuery(), new KeyQuery("k"), new NodeQuery(null)];

    [Fact]
    public async Task An_agent_that_is_not_there_yet_is_told_once_and_followed_when_it_comes()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.KillAsync();
        await using var follower = new Follower(consul, Quick);
        follower.Watch(Several);
        await follower.UntilAsync(() => Several.All(query => follower.Problem(query) is not null), "each has a problem");
        await consul.StartAgainAsync();
        await consul.RegisterAsync("web", "web-1", 80);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-1"] && follower.Store.Current.Problems.IsEmpty, "all is well");
        Assert.Single(follower.Log.Of(1000));
        Assert.Single(follower.Log.Of(1001));
        Assert.Empty(follower.Log.Of(1002));
    }

    [Fact]
    public async Task An_agent_that_dies_leaves_its_answers_and_one_that_comes_back_is_followed_again()
    {
        await using RealConsul consul = await RealConsul.StartAsync(development: false);
        await consul.RegisterAsync("web", "web-1", 80);
        await using var follower = new Follower(consul, Quick);
        follower.Watch(Several);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-1"] && Several.All(follower.Has), "first answers");
        await consul.KillAsync();
        await follower.UntilAsync(() => Several.All(query => follower.Problem(query) is not null), "each has a problem");
        Assert.Equal(["web-1"], follower.Ids(new ServiceQuery("web")));
        await consul.StartAgainAsync();
        await consul.RegisterAsync("web", "web-2", 81);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-1", "web-2"] && follower.Store.Current.Problems.IsEmpty, "it follows");
        Assert.InRange(follower.Log.Of(1000).Count, 1, 2);
    }

    [Fact]
    public async Task The_refill_of_an_agent_that_came_back_empty_is_seen()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 80);
        await using var follower = new Follower(consul, Quick);
        follower.Watch(Several);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-1"], "the first answer");
        await consul.KillAsync();
        await consul.StartAgainAsync();
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is [], "the empty answer");
        await consul.RegisterAsync("web", "web-1", 80);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-1"], "the refill, which no index from before may sleep through");
        Assert.NotEmpty(follower.Log.Of(1000));
    }

    [Fact]
    public async Task What_follows_ticks_outlives_an_agent_that_comes_back_empty()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 80);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, DirectWatches = 0 }, Quick);
        follower.Watch(Several);
        await follower.UntilAsync(() => Several.All(follower.Has), "first answers");
        Assert.Equal(["web-1"], follower.Ids(new ServiceQuery("web")));
        await consul.KillAsync();
        await follower.UntilAsync(() => !follower.Store.Current.Problems.IsEmpty, "a problem");
        Assert.Equal(["web-1"], follower.Ids(new ServiceQuery("web")));
        await consul.StartAgainAsync();
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is [] && follower.Store.Current.Problems.IsEmpty, "the empty answer");
        await consul.RegisterAsync("web", "web-2", 80);
        await follower.UntilAsync(() => follower.Ids(new ServiceQuery("web")) is ["web-2"], "the refill");
    }

    [Fact]
    public async Task It_ends_at_once_whatever_it_waits_for()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        var follower = new Follower(consul, Patient);
        follower.Watch(Several);
        await follower.UntilAsync(() => Several.All(follower.Has), "first answers");
        await follower.DisposeAsync().AsTask().WaitAsync(Bound);

        var refused = new Follower(new ConsulSettings { Address = $"127.0.0.1:{FreePort.Next()}" }, Patient);
        refused.Watch(Several);
        await refused.UntilAsync(() => refused.Problem(Several[0]) is not null, "a problem");
        await refused.DisposeAsync().AsTask().WaitAsync(Bound);
    }
}
