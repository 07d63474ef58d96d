using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>One Consul agent for the tests of a class, which use service names of their own.</summary>
public sealed class ConsulFixture : IAsyncLifetime
{
    /// <summary>The agent.</summary>
    public RealConsul Consul { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Consul = await RealConsul.StartAsync();

    public ValueTask DisposeAsync() => Consul.DisposeAsync();
}
