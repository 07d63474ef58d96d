using Basenode.Engine.Supervision;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class BackoffTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");
    private readonly FakeTimeProvider time = new(Now);

    [Fact]
    public void The_wait_doubles_up_to_its_limit()
    {
        Assert.Equal([60, 120, 240, 480, 960, 1920, 3600, 3600], Enumerable.Range(1, 8).Select(failures => Wait(Backoff.Refused, failures).TotalSeconds));
        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300], Enumerable.Range(1, 8).Select(failures => Wait(Backoff.Hung, failures).TotalSeconds));
    }

    [Fact]
    public void With_jitter_it_is_a_random_part_of_the_whole()
    {
        var random = new Random(7);
        double[] waits = [.. Enumerable.Range(0, 1_000).Select(_ => Backoff.Unreachable.Wait(20, random).TotalSeconds)];

        Assert.All(waits, wait => Assert.InRange(wait, 0, 30));
        Assert.InRange(waits.Average(), 13, 17);
    }

    [Fact]
    public void No_number_of_failures_leads_out_of_the_limits() => Prop.ForAll<int>(failures =>
        new[] { Backoff.Hung, Backoff.Refused, Backoff.Unreachable }.All(backoff => Wait(backoff, failures) >= TimeSpan.Zero && Wait(backoff, failures) <= backoff.Longest)
        && Wait(Backoff.Hung, failures) >= Backoff.Hung.First).QuickCheckThrowOnFailure();

    [Fact]
    public void A_retry_waits_until_its_time_and_ends_with_a_clock_that_was_set_back()
    {
        RetryState retry = RetryState.After(null, "inputs", "no luck", Backoff.Hung, Now, new Random(1));

        Assert.Equal((1, Now, Now.AddSeconds(5), "no luck"), (retry.Attempts, retry.At, retry.RetryAt, retry.Message));
        Assert.True(retry.IsWaiting(Now));
        Assert.True(retry.IsWaiting(Now.AddSeconds(4.9)));
        Assert.False(retry.IsWaiting(Now.AddSeconds(5)));
        Assert.False(retry.IsWaiting(Now.AddSeconds(-1)));
    }

    [Fact]
    public void Other_inputs_begin_anew()
    {
        var retries = new RetryClock(time, new Random(1));
        RetryState first = retries.After(null, "one", "no luck", Backoff.Hung);
        RetryState second = retries.After(first, "one", "no luck", Backoff.Hung);
        RetryState other = retries.After(second, "two", "no luck", Backoff.Hung);

        Assert.Equal((1, 2, 1), (first.Attempts, second.Attempts, other.Attempts));
        Assert.Equal(Now.AddSeconds(10), second.RetryAt);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Now.AddSeconds(3), retries.Now);
    }

    private static TimeSpan Wait(Backoff backoff, int failures) => backoff.Wait(failures, new Random(1));
}
