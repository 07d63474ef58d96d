namespace Basenode.Engine.Supervision;

/// <summary>
/// Runs code of plugins that may never return, on a thread of the pool. A call that does not return within its limit is given up and counted for as long as
/// it lasts: a thread cannot be stopped from outside.
/// </summary>
internal sealed class Watchdog(TimeProvider time)
{
    // For code that heeds its cancellation: a command is killed with its process group within it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly List<PluginCode> hung = [];

    /// <summary>The calls that were given up and still run.</summary>
    public IReadOnlyList<PluginCode> Hung
    {
        get
        {
            lock (gate)
            {
                return [.. hung];
            }
        }
    }

    /// <summary>Whether a call of this code was given up and still runs. No other should be started beside it: each would cost a thread.</summary>
    public bool IsHung(PluginCode code)
    {
        lock (gate)
        {
            return hung.Contains(code);
        }
    }

    /// <summary>Starts a call.</summary>
    /// <param name="code">Whose code it is.</param>
    /// <param name="call">The code; its token is cancelled when the limit is over.</param>
    /// <param name="limit">How long it may take.</param>
    public WatchedCall<T> Start<T>(PluginCode code, Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        var over = new CancellationTokenSource(limit, time);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        CancellationToken token = stop.Token;
        Task<T> running = Task.Run(
            () =>
            {
                RunningPlugin.Enter(code.Plugin);
                return call(token);
            },
            CancellationToken.None);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = running.ContinueWith(
            done =>
            {
                // Looked at, so that nobody is told of an exception that came too late to matter.
                _ = done.Exception;
                stop.Dispose();
                over.Dispose();
                ended.SetResult();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return new WatchedCall<T>(ResultAsync(code, running, ended.Task, token, cancellationToken), ended.Task);
    }

    /// <summary>Runs a call to its end or to its limit.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public Task<CallResult<T>> RunAsync<T>(PluginCode code, Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken) =>
        Start(code, call, limit, cancellationToken).Result;

    /// <summary>Waits for calls, but no longer than a caller can spare. Those that are not over go on.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task WaitAsync(IReadOnlyList<Task> calls, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task all = Task.WhenAll(calls);
        if (!all.IsCompleted)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(all, Task.Delay(patience, time, over.Token));
            await over.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<CallResult<T>> ResultAsync<T>(PluginCode code, Task<T> running, Task ended, CancellationToken token, CancellationToken cancellationToken)
    {
        try
        {
            await running.WaitAsync(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(Grace, time, CancellationToken.None));
            cancellationToken.ThrowIfCancellationRequested();
            if (!running.IsCompleted)
            {
                Count(code, ended);
            }

            return CallResult<T>.Hung;
        }
        catch (Exception exception)
        {
            return CallResult<T>.Threw(exception);
        }

        return CallResult<T>.Returned(await running);
    }

    private void Count(PluginCode code, Task ended)
    {
        lock (gate)
        {
            hung.Add(code);
        }

        _ = ended.ContinueWith(
            _ =>
            {
                lock (gate)
                {
                    hung.Remove(code);
                }
            },
            TaskScheduler.Default);
    }
}
