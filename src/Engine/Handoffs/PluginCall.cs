namespace Basenode.Engine.Handoffs;

/// <summary>How a call into a plugin's code ended: exactly one of a value, an exception, or a hang.</summary>
/// <param name="Value">What it returned.</param>
/// <param name="Exception">What it threw.</param>
/// <param name="Hung">The call, when it did not return in time: it cannot be aborted and still holds a thread.</param>
internal readonly record struct PluginCall<T>(T? Value, Exception? Exception, Task? Hung)
{
    /// <summary>Runs a plugin's code on a thread of its own, so that a loop without end blocks nothing else, for a limited time.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public static async Task<PluginCall<T>> RunAsync(Func<Task<T>> code, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<T> running = Task.Factory.StartNew(
            code,
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default).Unwrap();
        try
        {
            return new(await running.WaitAsync(limit, time, cancellationToken), null, null);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            // Whatever it still throws has nobody left to tell.
            _ = running.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return new(default, null, running);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new(default, exception, null);
        }
    }
}
