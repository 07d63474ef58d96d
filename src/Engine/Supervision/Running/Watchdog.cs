namespace Basenode.Engine.Supervision.Running;

/// <summary>
/// Runs code of plugins that may never return, on a thread of the pool. A call that does not return within its limit is given up and counted for as long as
/// it lasts: a thread cannot be stopped from outside. Code that is suspected of having ended a process is not run.
/// </summary>
/// <param name="time">The clock of the limits.</param>
/// <param name="note">Is told what runs, for the case that it ends the process; null for a process that may end.</param>
/// <param name="suspects">What is not run; null for nothing.</param>
internal sealed class Watchdog(TimeProvider time, RunningNote? note = null, Suspects? suspects = null)
{
    // For code that heeds its cancellation: a command is killed with its process group within it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly List<PluginCode> hung = [];

    /// <summary>What is not run.</summary>
    public Suspects Suspects { get; } = suspects ?? Suspects.None;

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
    /// <returns>The call. Where the code is skipped it threw a <see cref="SkippedCodeException"/>.</returns>
    public WatchedCall<T> Start<T>(PluginCode code, Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (Suspects.Refusal(code) is { } refusal)
        {
            return new WatchedCall<T>(Task.FromResult(CallResult<T>.Threw(new SkippedCodeException(refusal))), Task.CompletedTask);
        }

        // A command line is nobody's code.
        RunningCode? noted = code.Plugin.Length > 0 ? note?.Begin(Suspects.WithContent(code)) : null;
        var over = new CancellationTokenSource(limit, time);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        CancellationToken token = stop.Token;
        Task<T> running = Task.Run(
            () =>
            {
                RunningPlugin.Enter(code.Plugin);
                return noted is null ? call(token) : NotedAsync(noted, call, token);
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
        return new WatchedCall<T>(ResultAsync(code, noted, running, ended.Task, token, cancellationToken), ended.Task);
    }

    /// <summary>Runs a call to its end or to its limit.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public Task<CallResult<T>> RunAsync<T>(PluginCode code, Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken) =>
        Start(code, call, limit, cancellationToken).Result;

    /// <summary>Runs code of a plugin within a call that may be that of another plugin.</summary>
    /// <exception cref="SkippedCodeException">That code is skipped.</exception>
    public T Within<T>(PluginCode code, Func<T> call)
    {
        if (Suspects.Refusal(code) is { } refusal)
        {
            throw new SkippedCodeException($"{code} is {refusal}");
        }

        // Code of one part of one plugin is suspected together, so it need not be told apart.
        if (note?.Current is not { } caller || (caller.Code.Plugin, caller.Code.Part) == (code.Plugin, code.Part))
        {
            return call();
        }

        caller.Push(Suspects.WithContent(code));
        try
        {
            return call();
        }
        finally
        {
            caller.Pop();
        }
    }

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

    private async Task<T> NotedAsync<T>(RunningCode noted, Func<CancellationToken, Task<T>> call, CancellationToken token)
    {
        note!.Follow(noted);
        try
        {
            return await call(token);
        }
        finally
        {
            noted.End();
        }
    }

    private async Task<CallResult<T>> ResultAsync<T>(
        PluginCode code, RunningCode? noted, Task<T> running, Task ended, CancellationToken token, CancellationToken cancellationToken)
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
                noted?.Mark(NoteMark.Hung);
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
