namespace Basenode.Engine.Supervision;

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
