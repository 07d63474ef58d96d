using Basenode.Haproxy.Reloading;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Haproxy.Tests.Reloading;

public sealed class ReloadSpacingTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_reload_waits_until_the_last_one_is_far_enough_away()
    {
        var spacing = new ReloadSpacing(TimeSpan.FromSeconds(2), time);
        Assert.True(spacing.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
        spacing.Ended();

        time.Advance(TimeSpan.FromSeconds(0.5));
        Task waiting = spacing.WaitAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1.4));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
