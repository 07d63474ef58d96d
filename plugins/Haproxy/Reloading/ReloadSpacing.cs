namespace Basenode.Haproxy.Reloading;

/// <summary>Keeps reloads apart: each leaves an old worker behind that needs a while to finish.</summary>
internal sealed class ReloadSpacing(TimeSpan least, TimeProvider time)
{
    private long? lastEnd;

    /// <summary>How long the next reload has to wait.</summary>
    public TimeSpan Remaining =>
        lastEnd is { } end && least - time.GetElapsedTime(end) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    /// <summary>Waits until a reload may be made.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Remaining is { Ticks: > 0 } remaining)
        {
            await Task.Delay(remaining, time, cancellationToken);
        }
    }

    /// <summary>A reload has ended just now, well or not.</summary>
    public void Ended() => lastEnd = time.GetTimestamp();
}
