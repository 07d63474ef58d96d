using Basenode.Engine.Cluster.Consul;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulRequestTests
{
    [Fact]
    public void Names_and_values_are_escaped() =>
        Assert.Equal(
            "/v1/health/service/a%2Fb%3Fc%23%00%0A?passing&tag=x%26y%3Dz",
            ConsulRequest.To("health/service", ReadOptions.Once).Flag("passing").Name("a/b?c#\0\n").With("tag", "x&y=z").With("near", null).ToString());

    [Fact]
    public void A_key_keeps_its_slashes_and_a_prefix_its_last() =>
        Assert.Equal("/v1/kv/a%20b/c/?recurse", ConsulRequest.To("kv", ReadOptions.Once).Key("a b/c/", prefix: true).Flag("recurse").ToString());

    [Fact]
    public void The_prefix_of_all_keys_is_empty() => Assert.Equal("/v1/kv/", ConsulRequest.To("kv", ReadOptions.Once).Key("", prefix: true).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a/.")]
    public void A_name_that_would_lead_elsewhere_is_refused(string name) =>
        Assert.Equal(ConsulFault.BadName, Assert.Throws<ConsulException>(() => ConsulRequest.To("health/service", ReadOptions.Once).Name(name)).Fault);

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a//")]
    public void A_key_that_would_lead_elsewhere_is_refused(string path) =>
        Assert.Throws<ConsulException>(() => ConsulRequest.To("kv", ReadOptions.Once).Key(path));
}
