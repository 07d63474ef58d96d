using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>
/// Runs the engine's background work. Work that throws is logged once and started again with backoff, so that no exception ends it silently or ends the process.
/// </summary>
/// <param name="time">The clock of the backoff and of all the work.</param>
/// <param name="log">Takes what failed and what has recovered.</param>
internal sealed class TaskSupervisor(TimeProvider time, ILogger log) : IAsyncDisposable
{
    // Work that failed counts as recovered when it has run this long without a further failure.
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, Failure> failing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> running = new();

    /// <summary>The clock that background work uses.</summary>
    public TimeProvider Time => time;

    /// <summary>The work that failed and has not recovered, by name.</summary>
    public ImmutableArray<FailingWork> Failing =>
        [.. failing.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new FailingWork(each.Key, each.Value.Retry.Message, each.Value.Since))];

    /// <summary>Starts work on another thread. It runs until it returns, is cancelled, or the supervisor is disposed.</summary>
    /// <param name="name">The work in the words of the log: <c>watching templates</c>. Works of one name share their entry in <see cref="Failing"/>.</param>
    /// <param name="work">The work; it must be able to start anew after it threw.</param>
    /// <param name="cancellationToken">Ends this work alone.</param>
    /// <returns>Ends with the work; never throws.</returns>
    public Task Run(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        Task task = Task.Run(() => KeepRunningAsync(name, work, cancellationToken), CancellationToken.None);
        running.TryAdd(task, true);
        _ = task.ContinueWith(done => running.TryRemove(done, out bool _), TaskScheduler.Default);
        return task;
    }

    /// <summary>Starts work that is repeated: the first time after a period.</summary>
    public Task RunEvery(TimeSpan period, string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default) =>
        RunAfter(
            period,
            name,
            async token =>
            {
                while (true)
                {
                    await work(token);
                    await Task.Delay(period, time, token);
                }
            },
            cancellationToken);

    /// <summary>Starts work after a delay; work that threw is started again without it.</summary>
    public Task RunAfter(TimeSpan delay, string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        bool isOver = false;
        return Run(
            name,
            async token =>
            {
                if (!isOver)
                {
                    await Task.Delay(delay, time, token);
                    isOver = true;
                }

                await work(token);
            },
            cancellationToken);
    }

    /// <summary>Stops all work and waits for it. What is started later does not run.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Keys);
    }

    private async Task KeepRunningAsync(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
        while (!either.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            try
            {
                await RunOnceAsync(name, work, either.Token);
                Recover(name);
                return;
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                TimeSpan wait = Fail(name, exception, time.GetElapsedTime(started));
                await Task.Delay(wait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        failing.TryRemove(name, out _);
    }

    private async Task RunOnceAsync(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task recovering = failing.ContainsKey(name) ? RecoverLaterAsync(name, ended.Token) : Task.CompletedTask;
        try
        {
            await work(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await recovering;
        }
    }

    private async Task RecoverLaterAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(Recovered, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            Recover(name);
        }
    }

    // Told once for each kind of exception: its text may differ at each try, by the name of a temporary file, say.
    private TimeSpan Fail(string name, Exception exception, TimeSpan ran)
    {
        Failure? last = failing.GetValueOrDefault(name);
        DateTimeOffset now = time.GetUtcNow();
        string message = $"{exception.GetType().Name}: {exception.Message}";
        RetryState retry = RetryState.After(ran < Recovered ? last?.Retry : null, "", message, Backoff.Unreachable, now, Random.Shared);
        failing[name] = new Failure(retry, last?.Since ?? now, exception.GetType());
        if (last?.Kind != exception.GetType())
        {
            Tell(() => Log.WorkFailed(log, name, exception));
        }

        return retry.RetryAt - now;
    }

    private void Recover(string name)
    {
        if (failing.TryRemove(name, out _))
        {
            Tell(() => Log.WorkRecovered(log, name));
        }
    }

    private static void Tell(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // A log that throws is often the reason why the work failed. It must not end the work for good; the status shows the failure.
        }
    }

    private sealed record Failure(RetryState Retry, DateTimeOffset Since, Type Kind);
}
