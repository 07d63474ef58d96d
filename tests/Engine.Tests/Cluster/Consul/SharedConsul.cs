using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>One agent for a test class; each test uses names of its own.</summary>
public sealed class SharedConsul : IAsyncLifetime
{
    public RealConsul Agent { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Agent = await RealConsul.StartAsync();

    public ValueTask DisposeAsync() => Agent.DisposeAsync();
}
