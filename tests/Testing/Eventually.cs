using System.Diagnostics;

namespace Basenode.Testing;

/// <summary>Waits for a condition, not for a duration. The limit only bounds a failing test.</summary>
public static class Eventually
{
    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null) =>
        HoldsAsync(condition, () => what, limit);

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(condition()), () => what, limit);

    /// <summary>Waits until a condition holds, and describes the state when it does not.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public static Task HoldsAsync(Func<bool> condition, Func<string> what, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, limit);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, Func{string}, TimeSpan?)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (limit ?? TimeSpan.FromSeconds(60)))
            {
                throw new TimeoutException($"did not come true within {watch.Elapsed.TotalSeconds:F0} s: {what()}");
            }

            await Task.Delay(10);
        }
    }
}
