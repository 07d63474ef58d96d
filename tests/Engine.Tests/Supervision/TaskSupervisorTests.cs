using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class TaskSupervisorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();
    private readonly TaskSupervisor supervisor;
    private int runs;

    public TaskSupervisorTests() => supervisor = new TaskSupervisor(time, log);

    public ValueTask DisposeAsync() => supervisor.DisposeAsync();

    [Fact]
    public async Task Work_that_throws_is_told_once_and_started_again()
    {
        DateTimeOffset since = time.GetUtcNow();
        Task work = supervisor.Run("counting", async cancellationToken =>
        {
            if (++runs <= 5)
            {
                throw new InvalidOperationException($"no {runs}");
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        await Eventually.HoldsAsync(() => runs == 1 && !supervisor.Failing.IsEmpty, "a first failure, dated before the clock goes on");
        await ForwardUntilAsync(() => runs == 6, TimeSpan.FromSeconds(1));
        Assert.Equal("Error: counting failed; starting it again", Assert.Single(log.Lines));
        FailingWork failing = Assert.Single(supervisor.Failing);
        Assert.Equal(("counting", "InvalidOperationException: no 5", since), (failing.Name, failing.Message, failing.Since));
        Assert.False(work.IsCompleted);

        await ForwardUntilAsync(() => supervisor.Failing.IsEmpty, TimeSpan.FromSeconds(10));
        Assert.Equal("Information: counting has recovered", log.Lines[^1]);
        Assert.Equal(6, runs);
    }

    [Fact]
    public async Task Another_kind_of_failure_is_told_too()
    {
        _ = supervisor.Run("counting", _ => ++runs % 2 == 1 ? throw new InvalidOperationException() : throw new IOException());
        await ForwardUntilAsync(() => runs >= 2 && log.Lines.Count >= 2, TimeSpan.FromSeconds(1));
        Assert.Equal(["counting"], supervisor.Failing.Select(work => work.Name));
    }

    [Fact]
    public async Task The_waits_grow_so_that_work_that_always_fails_is_no_busy_loop()
    {
        _ = supervisor.Run("counting", _ =>
        {
            runs++;
            throw new InvalidOperationException();
        });
        await Eventually.HoldsAsync(() => runs > 0, "a first run");
        DateTimeOffset end = time.GetUtcNow().AddHours(1);
        while (time.GetUtcNow() < end)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // Waits of at most 30 s, of 15 s on average.
        Assert.InRange(runs, 2, 1000);
    }

    [Fact]
    public async Task A_log_that_throws_ends_nothing()
    {
        await using var broken = new TaskSupervisor(time, new BrokenLog());
        _ = broken.Run("counting", _ => ++runs < 4 ? throw new InvalidOperationException() : Task.CompletedTask);
        await ForwardUntilAsync(() => runs == 4, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Repeated_work_runs_after_each_period_and_sooner_after_a_failure()
    {
        _ = supervisor.RunEvery(TimeSpan.FromMinutes(1), "counting", _ => ++runs == 1 ? throw new InvalidOperationException() : Task.CompletedTask);
        await ForwardUntilAsync(() => runs == 1, TimeSpan.FromSeconds(1));
        await ForwardUntilAsync(() => runs == 2, TimeSpan.FromMilliseconds(100));
        await ForwardUntilAsync(() => runs == 3, TimeSpan.FromSeconds(1));
        Assert.True(time.GetUtcNow() - time.Start >= TimeSpan.FromMinutes(2), $"{time.GetUtcNow() - time.Start}");
    }

    [Fact]
    public async Task Work_ends_with_its_own_token_or_with_the_supervisor()
    {
        using var stop = new CancellationTokenSource();
        Task one = supervisor.Run("one", token => Task.Delay(Timeout.Infinite, token), stop.Token);
        Task other = supervisor.Run("other", token => Task.Delay(Timeout.Infinite, token));
        Task failing = supervisor.Run("failing", _ => throw new InvalidOperationException());
        await Eventually.HoldsAsync(() => !supervisor.Failing.IsEmpty, "one fails");
        await stop.CancelAsync();
        await one;
        Assert.False(other.IsCompleted);
        await supervisor.DisposeAsync();
        await other;
        await failing;
        await supervisor.Run("late", _ => Task.FromResult(++runs));
        Assert.Equal(0, runs);
        Assert.DoesNotContain(log.Lines, line => line.Contains("recovered"));
    }

    private Task ForwardUntilAsync(Func<bool> condition, TimeSpan step) => Eventually.HoldsAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            time.Advance(step);
            return false;
        },
        $"runs: {runs}");

    private sealed class BrokenLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("no space left on device");
    }
}
