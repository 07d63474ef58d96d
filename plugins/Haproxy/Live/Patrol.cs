using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>Looks after HAProxy's servers between changes: a timer that is set anew after each round, so that rounds never overlap.</summary>
internal sealed class Patrol : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    private readonly Func<CancellationToken, Task<TimeSpan>> round;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly ILogger log;
    private DateTimeOffset? dueAt;

    /// <summary>Sets nothing yet.</summary>
    /// <param name="round">One round; returns when the next one is due.</param>
    public Patrol(Func<CancellationToken, Task<TimeSpan>> round, TimeProvider time, ILogger log)
    {
        (this.round, this.time, this.log) = (round, time, log);
        timer = time.CreateTimer(_ => _ = RunAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets when the next round is due at the latest: changes that follow each other quickly do not put it off.</summary>
    public void Schedule(TimeSpan within)
    {
        lock (gate)
        {
            DateTimeOffset due = time.GetUtcNow() + within;
            if (dueAt is null || due < dueAt)
            {
                dueAt = due;
                timer.Change(within, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        timer.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            CancellationToken token = stop.Token;
            lock (gate)
            {
                dueAt = null;
            }

            Schedule(await round(token));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // It was disposed of; nobody is left to tell.
        }
        catch (Exception exception)
        {
            log.PatrolFailed(AfterFailure.TotalSeconds, exception.Message);
            Schedule(AfterFailure);
        }
    }
}
