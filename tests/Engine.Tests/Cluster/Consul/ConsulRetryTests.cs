using Basenode.Engine.Cluster.Consul;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulRetryTests
{
    [Fact]
    public void The_ceiling_doubles_from_a_quarter_second_to_thirty_and_stays()
    {
        var retry = new ConsulRetry(new ConsulTimings(), new AlwaysRandom(1.0));
        double[] waits = [.. Enumerable.Range(0, 10).Select(_ => retry.Next(ConsulFault.Status).TotalSeconds)];
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void The_jitter_is_full_but_for_a_least_wait()
    {
        var retry = new ConsulRetry(new ConsulTimings(), new AlwaysRandom(0.0));
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Equal(0.05, retry.Next(ConsulFault.TimedOut).TotalSeconds));
    }

    [Fact]
    public void A_refused_connection_is_tried_again_within_two_seconds_however_often_it_was()
    {
        var retry = new ConsulRetry(new ConsulTimings(), new AlwaysRandom(1.0));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(2, retry.Next(ConsulFault.Refused).TotalSeconds));
        Assert.Equal(0.25, retry.Next(ConsulFault.Status).TotalSeconds);
    }

    [Fact]
    public void A_success_starts_it_again()
    {
        var retry = new ConsulRetry(new ConsulTimings(), new AlwaysRandom(1.0));
        retry.Next(ConsulFault.Status);
        retry.Next(ConsulFault.Status);
        retry.Reset();
        Assert.Equal(0.25, retry.Next(ConsulFault.Status).TotalSeconds);
    }

    private sealed class AlwaysRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
