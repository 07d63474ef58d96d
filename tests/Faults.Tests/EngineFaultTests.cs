using System.Net.Sockets;
using System.Text.Json;
using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>The engine is ended at any moment, in any number, and asked by many: the proxy serves on, and in the end is what the cluster says.</summary>
public sealed class EngineFaultTests(ITestOutputHelper output)
{
    /// <summary>The longest time that an engine is left alone: about a start and a first pass.</summary>
    private const int Longest = 1500;

    [Fact]
    public Task Killed_again_and_again() => KilledAtRandomAsync(20);

    [Fact]
    [Trait("Length", "Long")]
    public Task Killed_two_hundred_times() => KilledAtRandomAsync(200);

    [Fact]
    public Task Ended_softly_again_and_again() => EndedAtRandomAsync(20);

    [Fact]
    [Trait("Length", "Long")]
    public Task Ended_softly_two_hundred_times() => EndedAtRandomAsync(200);

    [Fact]
    public async Task Two_engines_with_one_destination()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", "a second engine with the same destination, the first killed", proxied, output);

        string data = proxied.Sandbox.Folder["data2"];
        await using ChildProcess second = proxied.Sandbox.Start("--data", data);
        await second.SaysAsync("another basenode");
        await proxied.ReplaceAsync();
        Assert.False(second.HasExited, second.Output);

        // From now on the second is the engine of this test, which ends it.
        await proxied.EndEngineAsync("KILL");
        proxied.Engine = second;
        proxied.Observer.Socket = Path.Combine(data, "status.sock");
        row.Ended();
        await row.RecoversAsync();
        await proxied.ReplaceAsync("second");

        await row.TellAsync();
        await proxied.FileEqualsClusterAsync();
    }

    [Fact]
    public async Task Asked_by_two_hundred_at_once()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", "status asked 200 times at once, five times over, during a rolling deployment", proxied, output);

        Task deployment = proxied.ReplaceAsync();
        for (int i = 0; i < 5; i++)
        {
            string[] levels = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskAsync(proxied.Observer.Socket)));
            Assert.All(levels, level => Assert.Equal("healthy", level));
        }

        await deployment;
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
    }

    private async Task KilledAtRandomAsync(int times)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", $"engine killed with SIGKILL {times} times at random moments, an instance coming or going every 100 ms", proxied, output);

        await using var churn = new Churn(proxied);
        for (int i = 0; i < times; i++)
        {
            await Task.Delay(Random.Shared.Next(Longest));
            await proxied.KillEngineAsync();
        }

        await churn.EndAsync();
        row.Ended();
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await proxied.ServersAreAsync(4, "HAProxy has what the file says");
        await row.TellAsync();
        Assert.True(churn.Changes > times, $"{churn.Changes} changes");
    }

    private async Task EndedAtRandomAsync(int times)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("engine", $"engine ended with SIGTERM {times} times at random moments, an instance coming or going every 100 ms", proxied, output);

        await using var churn = new Churn(proxied);
        for (int i = 0; i < times; i++)
        {
            await proxied.Engine.SaysAsync(" started; ");
            await Task.Delay(Random.Shared.Next(Longest));
            (int code, string said) = await proxied.EndEngineAsync("TERM");
            Assert.True(code == 0, $"exit code {code}: {said}");
            proxied.Engine = proxied.Sandbox.Start();
        }

        await churn.EndAsync();
        row.Ended();
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await proxied.ServersAreAsync(4, "HAProxy has what the file says");
        await row.TellAsync();
        Assert.True(churn.Changes > times, $"{churn.Changes} changes");
    }

    private static async Task<string> AskAsync(string path)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path), stop.Token);
        await using var stream = new NetworkStream(client);
        client.Shutdown(SocketShutdown.Send);
        using JsonDocument status = await JsonDocument.ParseAsync(stream, cancellationToken: stop.Token);
        return status.RootElement.GetProperty("health").GetProperty("level").GetString()!;
    }
}
