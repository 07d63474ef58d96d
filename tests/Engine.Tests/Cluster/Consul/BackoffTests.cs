using Basenode.Engine.Cluster.Consul;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class BackoffTests
{
    [Fact]
    public void The_ceiling_doubles_from_a_quarter_second_to_thirty_and_stays()
    {
        var backoff = new Backoff(new ConsulTimings(), new AlwaysRandom(1.0));
        double[] waits = [.. Enumerable.Range(0, 10).Select(_ => backoff.Next(ConsulFault.Status).TotalSeconds)];
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void The_jitter_is_full_but_for_a_least_wait()
    {
        var backoff = new Backoff(new ConsulTimings(), new AlwaysRandom(0.0));
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Equal(0.05, backoff.Next(ConsulFault.TimedOut).TotalSeconds));
    }

    [Fact]
    public void A_refused_connection_is_tried_again_within_two_seconds_however_often_it_was()
    {
        var backoff = new Backoff(new ConsulTimings(), new AlwaysRandom(1.0));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(2, backoff.Next(ConsulFault.Refused).TotalSeconds));
        Assert.Equal(0.25, backoff.Next(ConsulFault.Status).TotalSeconds);
    }

    [Fact]
    public void A_success_starts_it_again()
    {
        var backoff = new Backoff(new ConsulTimings(), new AlwaysRandom(1.0));
        backoff.Next(ConsulFault.Status);
        backoff.Next(ConsulFault.Status);
        backoff.Reset();
        Assert.Equal(0.25, backoff.Next(ConsulFault.Status).TotalSeconds);
    }

    private sealed class AlwaysRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
