using Basenode.Engine.Cluster.Consul;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class AwayAgentTests
{
    private readonly FakeTimeProvider time = new();
    private readonly AwayAgent agent;
    private int tries;

    public AwayAgentTests() => agent = new AwayAgent(time, new Random(1));

    [Fact]
    public async Task Few_of_many_watches_try_and_all_go_as_soon_as_one_has_reached_the_agent()
    {
        Task[] watches = [.. Enumerable.Range(0, 128).Select(_ => WaitAsync(TimeSpan.FromSeconds(1)))];
        for (int i = 0; i < 40; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        // 128 tries a second without it, of which 4 s would make 512.
        await Eventually.HoldsAsync(() => tries is > 3 and < 40, $"few tries: {tries}");

        agent.Reached();
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return watches.All(watch => watch.IsCompletedSuccessfully);
            },
            "all go on");
        Assert.True(time.GetUtcNow() - time.Start < TimeSpan.FromSeconds(30), $"{time.GetUtcNow() - time.Start}");
    }

    [Fact]
    public async Task One_alone_waits_as_long_as_it_says()
    {
        Task watch = WaitAsync(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(watch.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await watch;
    }

    [Fact]
    public async Task Whoever_is_refused_again_and_again_while_others_are_answered_does_not_try_in_a_circle()
    {
        Task watch = WaitAsync(TimeSpan.FromSeconds(1));
        agent.Reached();
        await Task.Yield();
        Assert.False(watch.IsCompleted);
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return watch.IsCompleted;
            },
            "it tries");
        Assert.True(time.GetUtcNow() - time.Start >= TimeSpan.FromMilliseconds(50), $"{time.GetUtcNow() - time.Start}");
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        await agent.WaitAsync(wait, CancellationToken.None);
        Interlocked.Increment(ref tries);
    }
}
