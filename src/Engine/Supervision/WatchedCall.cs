namespace Basenode.Engine.Supervision;

/// <summary>A call into code that may hang. Holds nothing of the code's result once it has been taken, so that a late end keeps no plugin in memory.</summary>
internal sealed class WatchedCall<T>
{
    internal WatchedCall(Task<CallResult<T>> result, Task ended) => (Result, Ended) = (result, ended);

    /// <summary>Ends when the code has returned or thrown, or its limit is over; never throws but for a cancellation of the engine.</summary>
    public Task<CallResult<T>> Result { get; }

    /// <summary>Ends when the code itself has ended, however late; never throws.</summary>
    public Task Ended { get; }

    /// <summary>Whether the code is still running.</summary>
    public bool IsRunning => !Ended.IsCompleted;
}
