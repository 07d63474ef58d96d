using Basenode.Testing;

namespace Basenode.Engine.Tests;

public sealed class SkeletonTests
{
    [Fact]
    public async Task A_real_consul_starts_and_takes_a_service()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 80);
        Assert.Contains("web-1", await consul.Http.GetStringAsync("/v1/health/service/web"));
    }
}
