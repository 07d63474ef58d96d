namespace Basenode.Engine.Supervision.Running;

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

/// <summary>How a watched call ended: exactly one of a value, an exception, or a hang.</summary>
/// <param name="Value">What it returned.</param>
/// <param name="Exception">What it threw.</param>
/// <param name="IsHung">It did not return within its limit, or an earlier call of the same code has not returned yet.</param>
internal readonly record struct CallResult<T>(T? Value, Exception? Exception, bool IsHung)
{
    /// <summary>A call that returned.</summary>
    public static CallResult<T> Returned(T value) => new(value, null, false);

    /// <summary>A call that threw.</summary>
    public static CallResult<T> Threw(Exception exception) => new(default, exception, false);

    /// <summary>A call that did not return.</summary>
    public static CallResult<T> Hung { get; } = new(default, null, true);
}
