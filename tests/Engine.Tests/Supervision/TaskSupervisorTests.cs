using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class TaskSupervisorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z"));
    private readonly RecordingLog log = new();
    private readonly TaskSupervisor supervisor;
    private int runs;

    public TaskSupervisorTests() => supervisor = new TaskSupervisor(time, log);

    [Fact]
    public async Task Work_that_throws_is_told_once_and_started_again_with_backoff()
    {
        _ = supervisor.Run("watching templates", _ => Fail("no such folder"));

        await AdvanceUntilAsync(() => Volatile.Read(ref runs) >= 6, TimeSpan.FromMilliseconds(100));

        Assert.Equal("InvalidOperationException: no such folder", supervisor.Failing["watching templates"].Message);
        Assert.Single(log.Lines, line => line == "Error: watching templates failed and is started again");
        int before = Volatile.Read(ref runs);
        for (int i = 0; i < 600; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // Ten minutes; it waits for up to 30 s each time.
        Assert.InRange(Volatile.Read(ref runs) - before, 0, 100);
    }

    [Fact]
    public async Task Another_problem_is_told_too()
    {
        _ = supervisor.Run("watching templates", _ => Fail(Volatile.Read(ref runs) < 2 ? "one" : "two"));

        await AdvanceUntilAsync(() => log.Lines.Count(line => line.StartsWith("Error:", StringComparison.Ordinal)) == 2, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task It_has_recovered_when_it_has_run_for_a_minute()
    {
        _ = supervisor.Run("watching templates", async token =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                throw new InvalidOperationException("no such folder");
            }

            await Task.Delay(Timeout.Infinite, token);
        });
        await AdvanceUntilAsync(() => Volatile.Read(ref runs) == 2, TimeSpan.FromMilliseconds(50));
        Assert.Single(supervisor.Failing);

        await AdvanceUntilAsync(() => supervisor.Failing.Count == 0, TimeSpan.FromSeconds(1));

        Assert.Contains("Information: watching templates has recovered", log.Lines);
    }

    [Fact]
    public async Task Work_that_ends_well_after_a_failure_has_recovered_at_once()
    {
        Task work = supervisor.Run("reading", _ => Interlocked.Increment(ref runs) == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);

        await AdvanceUntilAsync(() => work.IsCompleted, TimeSpan.FromMilliseconds(50));

        await work;
        Assert.Empty(supervisor.Failing);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure()
    {
        _ = supervisor.Run("reading", _ =>
        {
            Interlocked.Increment(ref runs);
            throw new OperationCanceledException("by whom?");
        });

        await AdvanceUntilAsync(() => Volatile.Read(ref runs) > 1, TimeSpan.FromMilliseconds(50));

        Assert.Contains("reading", supervisor.Failing.Keys);
    }

    [Fact]
    public async Task What_is_repeated_runs_at_each_period_and_goes_on_after_it_threw()
    {
        _ = supervisor.RunEvery(TimeSpan.FromSeconds(10), "asking again", _ => Interlocked.Increment(ref runs) == 2 ? throw new InvalidOperationException("once") : Task.CompletedTask);

        await AdvanceUntilAsync(() => Volatile.Read(ref runs) == 1, TimeSpan.FromSeconds(1));
        Assert.InRange(time.GetUtcNow() - time.Start, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        await AdvanceUntilAsync(() => Volatile.Read(ref runs) >= 4, TimeSpan.FromSeconds(1));
        Assert.Single(log.Lines, line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposing_stops_all_work_and_waits_for_it()
    {
        bool isOver = false;
        var ending = new TaskSupervisor(time, log);
        _ = ending.Run("following", async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isOver = true;
            token.ThrowIfCancellationRequested();
        });
        _ = ending.Run("failing", _ => Fail("always"));
        await Eventually.HoldsAsync(() => Volatile.Read(ref runs) >= 2, "both have begun");

        await ending.DisposeAsync();

        Assert.True(isOver);
    }

    [Fact]
    public async Task Work_that_is_started_after_the_end_does_not_run()
    {
        var ended = new TaskSupervisor(time, log);
        await ended.DisposeAsync();

        await ended.Run("too late", _ => Fail("never"));

        Assert.Equal(0, runs);
    }

    public ValueTask DisposeAsync() => supervisor.DisposeAsync();

    private Task Fail(string message)
    {
        Interlocked.Increment(ref runs);
        throw new InvalidOperationException(message);
    }

    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => Eventually.HoldsAsync(
        () =>
        {
            if (!condition())
            {
                time.Advance(step);
            }

            return condition();
        },
        "it comes true");
}
