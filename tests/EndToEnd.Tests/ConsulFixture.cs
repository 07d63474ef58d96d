using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>One Consul agent for the tests of a class, which use service names of their own.</summary>
public sealed class ConsulFixture : IAsyncLifetime
{
    private RealConsul? agent;

    /// <summary>The agent.</summary>
    public RealConsul Consul => agent ?? throw new InvalidOperationException($"{Installed.Require("consul")} was not started");

    // Without the program each test is skipped when it asks for the agent; a fixture cannot be.
    public async ValueTask InitializeAsync() => agent = Installed.Missing("consul") is null ? await RealConsul.StartAsync() : null;

    public ValueTask DisposeAsync() => agent?.DisposeAsync() ?? ValueTask.CompletedTask;
}
