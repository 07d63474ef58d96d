using System.Threading.Channels;

namespace Basenode.Engine.Supervision;

/// <summary>Tells the engine's loop that something changed and why. Any stage raises it, the loop alone waits; reasons gather until it looks.</summary>
internal sealed class ChangeSignal
{
    // Bounded: while a pass hangs, a busy cluster must not fill the memory with reasons. One reason is enough for a pass.
    // A null asks for no pass, only for a look at what was reported.
    private readonly Channel<string?> reasons = Channel.CreateBounded<string?>(
        new BoundedChannelOptions(1_000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    // Reports must not fill the channel either: the reason that it then had no room for would be lost.
    private int hasReport;

    /// <summary>Asks for a pass.</summary>
    /// <param name="reason">What changed, for the log: <c>service web</c>, <c>template haproxy.cfg.sbn edited</c>.</param>
    public void Raise(string reason) => reasons.Writer.TryWrite(reason);

    /// <summary>Wakes the loop without asking for a pass: a delivery has ended and is to be told.</summary>
    public void RaiseReport()
    {
        if (Interlocked.Exchange(ref hasReport, 1) == 0)
        {
            reasons.Writer.TryWrite(null);
        }
    }

    /// <summary>Waits until there is at least one reason, or the time is over. Takes none.</summary>
    /// <param name="limit">How long to wait at most; nothing or less looks once.</param>
    /// <returns>Whether there is a reason.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (reasons.Reader.TryPeek(out _))
        {
            return true;
        }

        if (limit <= TimeSpan.Zero)
        {
            return false;
        }

        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await reasons.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes all reasons that gathered, each once, in order. None when there were reports alone.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (reasons.Reader.TryRead(out string? reason))
        {
            if (reason is not null && !taken.Contains(reason))
            {
                taken.Add(reason);
            }
        }

        // Whoever takes looks at what was reported afterwards, so a report that came in between needs no further wake.
        Volatile.Write(ref hasReport, 0);
        return taken;
    }
}
