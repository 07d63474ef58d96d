namespace Basenode.Haproxy.Reloading;

/// <summary>
/// Keeps reloads apart: each leaves an old worker behind that needs a while to finish. A reload that only brings back what HAProxy had a while ago, as where something comes and
/// goes all the time, waits longer each time: else the oldest workers would be ended with their connections.
/// </summary>
/// <param name="least">The least time between two reloads, and the first wait of those that repeat.</param>
internal sealed class ReloadSpacing(TimeSpan least, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(3);
    private readonly Dictionary<string, long> recent = new(StringComparer.Ordinal);
    private string? last;
    private long? lastEnd;
    private long? lastRepeat;
    private int repeats;

    /// <summary>How long the next reload has to wait.</summary>
    /// <param name="content">What it brings, whatever servers there are.</param>
    public TimeSpan Remaining(string content)
    {
        TimeSpan wait = IsRepeat(content) ? Doubled() : least;
        return lastEnd is { } end && wait - time.GetElapsedTime(end) is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;
    }

    /// <summary>Waits until a reload may be made.</summary>
    public async Task WaitAsync(string content, CancellationToken cancellationToken)
    {
        while (Remaining(content) is { Ticks: > 0 } remaining)
        {
            await Task.Delay(remaining, time, cancellationToken);
        }
    }

    /// <summary>A reload has ended just now, well or not.</summary>
    public void Ended(string content)
    {
        long now = time.GetTimestamp();
        if (IsRepeat(content))
        {
            repeats = HasCalmed() ? 1 : repeats + 1;
            lastRepeat = now;
        }

        last = content;
        lastEnd = recent[content] = now;
        foreach (string old in recent.Where(entry => time.GetElapsedTime(entry.Value) > Memory).Select(entry => entry.Key).ToArray())
        {
            recent.Remove(old);
        }
    }

    // The same content as the last time is no repeat: so it is where servers change that only a reload can change.
    private bool IsRepeat(string content) => content != last && recent.TryGetValue(content, out long at) && time.GetElapsedTime(at) <= Memory;

    private bool HasCalmed() => lastRepeat is not { } at || time.GetElapsedTime(at) > Memory;

    // The first one that repeats waits no longer than any other.
    private TimeSpan Doubled()
    {
        int doublings = HasCalmed() ? 0 : Math.Min(repeats, 30);
        double ticks = least.Ticks * Math.Pow(2, doublings);
        return ticks > Longest.Ticks ? (least > Longest ? least : Longest) : TimeSpan.FromTicks((long)ticks);
    }
}
