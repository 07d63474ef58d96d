using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>One agent for a test class; each test uses names of its own.</summary>
public sealed class SharedConsul : IAsyncLifetime
{
    private RealConsul? agent;

    public RealConsul Agent => agent ?? throw new InvalidOperationException($"{Installed.Require("consul")} was not started");

    // Without the program each test is skipped when it asks for the agent; a fixture cannot be.
    public async ValueTask InitializeAsync() => agent = Installed.Missing("consul") is null ? await RealConsul.StartAsync() : null;

    public ValueTask DisposeAsync() => agent?.DisposeAsync() ?? ValueTask.CompletedTask;
}
