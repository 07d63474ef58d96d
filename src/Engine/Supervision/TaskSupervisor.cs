using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>
/// Runs the engine's background work. Work that throws is logged once and started again with backoff, so that no exception ends it silently or ends the process.
/// </summary>
/// <param name="log">Takes what failed and what has recovered.</param>
internal sealed class TaskSupervisor(TimeProvider time, ILogger log) : IAsyncDisposable
{
    // Work that failed counts as recovered when it has run this long without a further failure.
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, RetryState> failing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> running = new();

    /// <summary>The work that failed and has not recovered, by name.</summary>
    public IReadOnlyDictionary<string, RetryState> Failing => failing;

    /// <summary>Starts work on another thread. It runs until it returns or the supervisor is disposed.</summary>
    /// <param name="name">The work in the words of the log: <c>watching templates</c>.</param>
    /// <param name="work">The work; it must be able to start anew after it threw.</param>
    /// <returns>Ends with the work; never throws.</returns>
    public Task Run(string name, Func<CancellationToken, Task> work)
    {
        Task task = Task.Run(() => KeepRunningAsync(name, work));
        running.TryAdd(task, true);
        _ = task.ContinueWith(done => running.TryRemove(done, out bool _), TaskScheduler.Default);
        return task;
    }

    /// <summary>Starts work that is repeated: the first time after a period.</summary>
    public Task RunEvery(TimeSpan period, string name, Func<CancellationToken, Task> work) =>
        Run(name, async cancellationToken =>
        {
            while (true)
            {
                await Task.Delay(period, time, cancellationToken);
                await work(cancellationToken);
            }
        });

    /// <summary>Stops all work and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Keys);
        stop.Dispose();
    }

    private async Task KeepRunningAsync(string name, Func<CancellationToken, Task> work)
    {
        while (!stop.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            using ITimer recovery = time.CreateTimer(_ => Recover(name), null, failing.ContainsKey(name) ? Recovered : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            try
            {
                await work(stop.Token);
                Recover(name);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                TimeSpan wait = Fail(name, exception, time.GetElapsedTime(started));
                await Task.Delay(wait, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Fail(string name, Exception exception, TimeSpan ran)
    {
        RetryState? last = ran < Recovered ? failing.GetValueOrDefault(name) : null;
        RetryState now = RetryState.After(last, "", $"{exception.GetType().Name}: {exception.Message}", Backoff.Unreachable, time.GetUtcNow(), Random.Shared);
        failing[name] = now;
        if (last?.Message != now.Message)
        {
            Log.WorkFailed(log, name, exception);
        }

        return now.RetryAt - now.At;
    }

    private void Recover(string name)
    {
        if (failing.TryRemove(name, out _))
        {
            Log.WorkRecovered(log, name);
        }
    }
}
