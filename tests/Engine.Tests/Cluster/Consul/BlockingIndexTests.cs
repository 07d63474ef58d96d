using Basenode.Engine.Cluster.Consul;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class BlockingIndexTests
{
    private readonly BlockingIndex index = new();

    [Fact]
    public void The_first_query_carries_no_index() => Assert.Null(index.Next);

    [Fact]
    public void An_index_that_grows_is_carried_on()
    {
        Assert.Equal(IndexStep.First, index.Take("7"));
        Assert.Equal(7UL, index.Next);
        Assert.Equal(IndexStep.Same, index.Take("7"));
        Assert.Equal(IndexStep.Advanced, index.Take("18446744073709551615"));
        Assert.Equal(ulong.MaxValue, index.Next);
    }

    [Fact]
    public void After_a_step_back_the_next_query_asks_anew()
    {
        index.Take("100");
        Assert.Equal(IndexStep.Backwards, index.Take("99"));
        Assert.Null(index.Next);
        Assert.Equal(IndexStep.First, index.Take("99"));
        Assert.Equal(99UL, index.Next);
    }

    [Fact]
    public void Below_1_counts_as_1()
    {
        index.Take("0");
        Assert.Equal(1UL, index.Next);
        Assert.Equal(IndexStep.Same, index.Take("0"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("abc")]
    [InlineData("18446744073709551616")]
    public void What_is_no_number_is_invalid_and_nothing_to_block_on(string? header)
    {
        index.Take("5");
        Assert.Equal(IndexStep.Invalid, index.Take(header));
        Assert.Null(index.Next);
    }

    [Fact]
    public void After_an_error_the_next_query_carries_no_index()
    {
        index.Take("5");
        index.Reset();
        Assert.Null(index.Next);
    }
}
