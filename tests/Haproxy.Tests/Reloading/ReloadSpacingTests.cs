using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Haproxy.Tests.Reloading;

public sealed class ReloadSpacingTests
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_reload_waits_until_the_last_one_is_far_enough_away()
    {
        var spacing = new ReloadSpacing(Least, time);
        Assert.True(spacing.WaitAsync("a", CancellationToken.None).IsCompletedSuccessfully);
        spacing.Ended("a");

        time.Advance(TimeSpan.FromSeconds(0.5));
        Task waiting = spacing.WaitAsync("b", CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1.4));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_goes_back_and_forth_waits_twice_as_long_each_time_up_to_a_minute()
    {
        var spacing = new ReloadSpacing(Least, time);
        var waits = new List<double>();
        for (int reload = 0; reload < 12; reload++)
        {
            string content = reload % 2 == 0 ? "with" : "without";
            TimeSpan wait = spacing.Remaining(content);
            waits.Add(wait.TotalSeconds);
            time.Advance(wait);
            spacing.Ended(content);
        }

        Assert.Equal([0, 2, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60], waits);
    }

    [Fact]
    public void What_nothing_repeats_waits_no_longer_than_ever()
    {
        var spacing = new ReloadSpacing(Least, time);
        foreach (string content in (string[])["a", "b", "a", "b", "a"])
        {
            time.Advance(spacing.Remaining(content));
            spacing.Ended(content);
        }

        Assert.Equal(Least, spacing.Remaining("new"));
        Assert.Equal(Least, spacing.Remaining("a"));
        Assert.True(spacing.Remaining("b") > Least);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.Zero, spacing.Remaining("b"));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_worker_that_is_ended_with_open_connections_is_told(string binary)
    {
        int port = FreePort.Next();
        string Text(int version) => Configurations.Preamble.Replace("global\n", "global\n  mworker-max-reloads 1\n", StringComparison.Ordinal)
            .Replace("client 5s", "client 60s", StringComparison.Ordinal)
            + $"frontend f\n  bind 127.0.0.1:{port}\n  mode tcp\n  tcp-request inspect-delay 60s\n  tcp-request content accept if WAIT_END\n  description v{version}\n";
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Text(0), binary);
        var log = new RecordingLog();
        HaproxyReload reload = Haproxies.ReloadFor(Haproxies.SettingsFor(haproxy), log);
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
        int worker = (await haproxy.WorkersAsync())[0];
        await Eventually.HoldsAsync(async () => (await haproxy.MasterAsync($"@!{worker} show info")).Contains("CurrConns: 1", StringComparison.Ordinal), "it is connected");

        for (int version = 1; version <= 3; version++)
        {
            ReloadResult result = await reload.DeliverAsync(haproxy, Text(version - 1), Text(version));
            Assert.Equal(ReloadOutcome.Applied, result.Outcome);
        }

        Assert.Contains(log.Lines, line => line.StartsWith($"Warning: this reload ended the old worker {worker} of HAProxy with 1 open connection", StringComparison.Ordinal));
    }
}
