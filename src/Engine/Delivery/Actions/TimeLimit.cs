namespace Basenode.Engine.Delivery.Actions;

/// <summary>Bounds a plugin's code that may ignore its cancellation. What does not return is left to itself, and not called again before it has.</summary>
/// <param name="what">What is bounded, for the message.</param>
/// <param name="limit">After this it is cancelled.</param>
internal sealed class TimeLimit(string what, TimeSpan limit, TimeProvider time)
{
    // For code that heeds its cancellation: a command is killed with its group within it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private Task last = Task.CompletedTask;

    /// <summary>Runs the code on another thread, as it may block this one.</summary>
    /// <exception cref="TimeoutException">It took too long, or an earlier call has not returned.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> code, CancellationToken cancellationToken)
    {
        if (!last.IsCompleted)
        {
            throw new TimeoutException($"{what} hangs: an earlier call has not returned yet");
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        CancellationToken token = stop.Token;
        Task<T> running = Task.Run(() => code(token), CancellationToken.None);
        last = running;
        try
        {
            await running.WaitAsync(token);
            return await running;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(Grace, time, CancellationToken.None));
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(FormattableString.Invariant($"{what} hangs: it did not return within {limit.TotalSeconds:0.###} s"));
        }
    }
}
