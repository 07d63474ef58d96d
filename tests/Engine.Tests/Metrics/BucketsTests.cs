using Basenode.Engine.Metrics;

namespace Basenode.Engine.Tests.Metrics;

public sealed class BucketsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0005, 0)]
    [InlineData(0.00051, 1)]
    [InlineData(1, 10)]
    [InlineData(60, 15)]
    [InlineData(60.1, 16)]
    [InlineData(double.PositiveInfinity, 16)]
    public void A_value_is_in_the_first_bucket_whose_bound_it_does_not_exceed(double value, int place)
    {
        var buckets = new Buckets();
        buckets.Add(value);
        (long[] counts, double sum) = buckets.Read();
        Assert.Equal(1, counts[place]);
        Assert.Equal((1, value), (counts.Sum(), sum));
    }

    [Fact]
    public void To_count_takes_no_memory()
    {
        EngineMetrics.PassDuration.Since("compare", EngineMetrics.PassDuration.Since("compare", Durations.Now()));
        EngineMetrics.Passes.Add("done");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            EngineMetrics.PassDuration.Since("compare", Durations.Now());
            EngineMetrics.Passes.Add("done");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }
}
