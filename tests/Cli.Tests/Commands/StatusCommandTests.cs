using System.Text.Json;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Cli.Tests.Commands;

public sealed class StatusCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestHost host = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_healthy_engine_is_told_with_exit_code_0()
    {
        await using StatusServer server = await ServeAsync(isHealthy: true);
        Assert.Equal(0, await host.RunAsync("status", "--data", folder.Path));
        Assert.StartsWith("healthy: 1 target in place and in use\n", host.Output);
        Assert.Equal("", host.Error);
    }

    [Fact]
    public async Task An_unhealthy_engine_is_told_with_exit_code_1()
    {
        await using StatusServer server = await ServeAsync(isHealthy: false);
        Assert.Equal(1, await host.RunAsync("status", "--data", folder.Path));
        Assert.StartsWith("not healthy", host.Output);
    }

    [Fact]
    public async Task Json_can_be_read_by_programs()
    {
        await using StatusServer server = await ServeAsync(isHealthy: false);
        Assert.Equal(1, await host.RunAsync("status", "--json", "--data", folder.Path));
        using JsonDocument document = JsonDocument.Parse(host.Output);
        Assert.False(document.RootElement.GetProperty("is_healthy").GetBoolean());
        Assert.Equal("unchanged", document.RootElement.GetProperty("targets")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task No_engine_is_told_with_exit_code_1_and_what_to_do()
    {
        Assert.Equal(1, await host.RunAsync("status", "--data", folder.Path));
        Assert.Contains("basenode run", host.Error);
        Assert.Equal("", host.Output);
    }

    private async Task<StatusServer> ServeAsync(bool isHealthy)
    {
        var status = new EngineStatus
        {
            Targets = [new TargetReport { Target = "web", Destination = "/etc/web", Outcome = TargetOutcome.Unchanged }],
            Started = TestHost.Now,
            IsHealthy = isHealthy,
        };
        var server = new StatusServer(folder["status.sock"], () => status, new TaskSupervisor(TimeProvider.System, NullLogger.Instance), NullLogger.Instance);
        Assert.True(await server.StartAsync(CancellationToken.None));
        return server;
    }
}
