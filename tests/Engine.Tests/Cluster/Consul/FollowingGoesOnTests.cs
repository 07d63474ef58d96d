using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;
using static Basenode.Engine.Tests.Cluster.Consul.MisbehavingConsul;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>An exception where none is expected (here a log that throws once) is told, and ends nothing.</summary>
public sealed class FollowingGoesOnTests
{
    private int thrown;

    [Fact]
    public async Task A_watch_that_throws_is_told_and_followed_again()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 80);
        var web = new ServiceQuery("web");
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, log: ThrowingOnceAt("cannot be reached"));
        follower.Watch(web);
        await follower.UntilAnsweredAsync(web);

        // The lost connection is what the log throws at.
        await consul.KillAsync();
        await follower.UntilAsync(() => thrown == 1, "the watch has thrown");
        await consul.StartAgainAsync();
        await consul.RegisterAsync("web", "web-2", 81);

        await follower.UntilAsync(() => follower.Ids(web) is ["web-2"], "the watch follows again", 40);
        await TellsAsync(follower, "watching service web");
    }

    [Fact]
    public async Task What_came_with_a_bad_answer_arrives_all_the_same()
    {
        // Both first answers arrive together; the log throws at the failure of the one.
        await using var consul = new MisbehavingConsul(_ => Answer("no", "", "500 Internal Server Error", "text/plain"));
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, log: ThrowingOnceAt("service a"));
        follower.Watch(new ServiceQuery("a"), new ServiceQuery("b"));
        await follower.UntilAsync(() => follower.Problem(new ServiceQuery("a")) is not null && follower.Problem(new ServiceQuery("b")) is not null, "both problems");
        Assert.Equal(1, thrown);
    }

    [Fact]
    public async Task A_round_of_reads_that_throws_is_told_and_the_next_ones_go_on()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, DirectWatches = 0 }, log: ThrowingOnceAt("key a//b"));

        // So many that they follow one change watch; the name of one is none that Consul takes.
        Query[] keys = [.. Enumerable.Range(0, 30).Select(i => new KeyQuery($"many/{i}"))];
        follower.Watch([.. keys, new KeyQuery("a//b")]);
        await follower.UntilAsync(() => thrown == 1, "a round has thrown");
        await follower.UntilAsync(() => keys.All(follower.Has), "first answers");
        await consul.PutKeyAsync("many/7", "v");

        await follower.UntilAsync(() => follower.Value(keys[7]) is "v", "the change");
        await TellsAsync(follower, "reading again what has changed in Consul");
    }

    private KeptLog ThrowingOnceAt(string part) =>
        new(line => line.Contains(part, StringComparison.Ordinal) && Interlocked.CompareExchange(ref thrown, 1, 0) == 0);

    private static Task TellsAsync(Follower follower, string work) =>
        follower.UntilAsync(() => follower.Log.Of(7000).Count(line => line == $"{work} failed; starting it again") == 1, $"'{work}' is told");
}
