using Basenode.Engine.Model;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Status;

public sealed class StatusMetricsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder folder = new();
    private readonly TaskSupervisor supervisor = new(TimeProvider.System, NullLogger.Instance);

    private string SocketPath => folder["status.sock"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_client_can_ask_for_the_metrics_and_lets_nothing_go()
    {
        await using var server = new StatusServer(SocketPath, () => new EngineStatus { ProcessId = 4711 }, supervisor, NullLogger.Instance)
        {
            Release = _ => throw new InvalidOperationException("nobody asked for that"),
            Metrics = () => "a 1\n# EOF\n",
        };
        Assert.True(await server.StartAsync(CancellationToken.None));

        StatusAnswer answer = await StatusClient.AskAsync(SocketPath, StatusRequest.ForMetrics, Limit, CancellationToken.None);

        Assert.Equal((null, null, "a 1\n# EOF\n"), (answer.Status, answer.Problem, answer.Metrics));
        Assert.Equal(4711, (await StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None)).Status!.ProcessId);
    }

    [Theory]
    [InlineData("{ \"process_id\": 1 }", "older release that has no metrics")]
    [InlineData("a 1\n", "does not have all metrics")]
    public async Task An_engine_that_does_not_answer_with_metrics_is_told(string said, string expected)
    {
        await using var server = new StatusServer(SocketPath, () => new EngineStatus { ProcessId = 4711 }, supervisor, NullLogger.Instance) { Metrics = () => said };
        Assert.True(await server.StartAsync(CancellationToken.None));
        StatusAnswer answer = await StatusClient.AskAsync(SocketPath, StatusRequest.ForMetrics, Limit, CancellationToken.None);
        Assert.Contains(expected, answer.Problem);
        Assert.Null(answer.Metrics);
    }
}
