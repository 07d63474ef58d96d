using System.Net.Sockets;
using System.Text.Json;
using Basenode.Engine.Model;
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

    [Theory]
    [InlineData(HealthLevel.Healthy, 0, 0)]
    [InlineData(HealthLevel.Degraded, 0, 1)]
    [InlineData(HealthLevel.Unhealthy, 1, 1)]
    public async Task The_exit_code_tells_the_health(object level, int code, int strictCode)
    {
        await using StatusServer server = await ServeAsync((HealthLevel)level);
        Assert.Equal(code, await host.RunAsync("status", "--data", folder.Path));
        Assert.StartsWith($"{level.ToString()!.ToLowerInvariant()}: 1 of 1 targets in use", host.Output);
        Assert.Equal(strictCode, await host.RunAsync("status", "--strict", "--data", folder.Path));
        Assert.Equal("", host.Error);
    }

    [Fact]
    public async Task Json_can_be_read_by_programs()
    {
        await using StatusServer server = await ServeAsync(HealthLevel.Unhealthy);
        Assert.Equal(1, await host.RunAsync("status", "--json", "--data", folder.Path));
        using JsonDocument document = JsonDocument.Parse(host.Output);
        Assert.False(document.RootElement.GetProperty("is_healthy").GetBoolean());
        JsonElement health = document.RootElement.GetProperty("health");
        Assert.Equal("unhealthy", health.GetProperty("level").GetString());
        JsonElement condition = health.GetProperty("conditions")[0];
        Assert.Equal("plugin_failed", condition.GetProperty("kind").GetString());
        Assert.Equal("web.csx", condition.GetProperty("subject").GetString());
        Assert.Equal(TestHost.Now, condition.GetProperty("since").GetDateTimeOffset());
        Assert.Equal("unchanged", document.RootElement.GetProperty("targets")[0].GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("0", "'0'")]
    [InlineData("a while", "'a while'")]
    [InlineData("25h", "at most 24h")]
    public async Task A_time_that_is_none_is_refused(string timeout, string expected)
    {
        Assert.Equal(1, await host.RunAsync("status", "--timeout", timeout, "--data", folder.Path));
        Assert.Contains("--timeout: expected a period such as 500ms, 30s or 2m", host.Error);
        Assert.Contains(expected, host.Error);
    }

    [Fact]
    public async Task An_engine_that_says_nothing_is_waited_for_no_longer_than_asked()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["status.sock"]));
        listener.Listen();
        Assert.Equal(1, await host.RunAsync("status", "--timeout", "50ms", "--data", folder.Path));
        Assert.Contains("did not answer within 0.1 s", host.Error);
    }

    [Fact]
    public async Task No_engine_is_told_with_exit_code_1_and_what_to_do()
    {
        Assert.Equal(1, await host.RunAsync("status", "--data", folder.Path));
        Assert.Contains("basenode run", host.Error);
        Assert.Equal("", host.Output);
    }

    [Fact]
    public async Task Metrics_are_printed_as_they_come_whatever_the_health()
    {
        await using StatusServer server = await ServeAsync(HealthLevel.Unhealthy);
        Assert.Equal(0, await host.RunAsync("status", "--metrics", "--data", folder.Path));
        Assert.Equal("a 1\n# EOF\n", host.Output);
        Assert.Equal("", host.Error);
    }

    [Fact]
    public async Task Metrics_of_no_engine_are_an_error_that_says_what_to_do()
    {
        Assert.Equal(1, await host.RunAsync("status", "--metrics", "--data", folder.Path));
        Assert.Contains("basenode run", host.Error);
        Assert.Equal("", host.Output);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--strict")]
    public async Task Metrics_go_with_no_other_form(string option)
    {
        Assert.Equal(1, await host.RunAsync("status", "--metrics", option, "--data", folder.Path));
        Assert.Contains("--metrics cannot be used together with --json or --strict", host.Error);
    }

    private async Task<StatusServer> ServeAsync(HealthLevel level)
    {
        var status = new EngineStatus
        {
            Targets = [new TargetReport { Target = "web", Destination = "/etc/web", Outcome = TargetOutcome.Unchanged }],
            Started = TestHost.Now,
            Health = new Health(
                level,
                level is HealthLevel.Healthy ? [] : [new HealthCondition(level, ProblemKind.PluginFailed, "web.csx", "web.csx:1:1: no", TestHost.Now)]),
        };
        var server = new StatusServer(folder["status.sock"], () => status, new TaskSupervisor(TimeProvider.System, NullLogger.Instance), NullLogger.Instance)
        {
            Metrics = () => "a 1\n# EOF\n",
        };
        Assert.True(await server.StartAsync(CancellationToken.None));
        return server;
    }
}
