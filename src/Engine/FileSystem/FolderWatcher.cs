using System.Threading.Channels;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>Looks when something in some folders has changed, and every ten seconds whatever the system's notices say. Looks never overlap.</summary>
/// <remarks>
/// Notices are hints only. They get lost when their queue overflows, when a folder is replaced, on network file systems, and in folders that are not there yet.
/// A look that throws is told by the supervisor and repeated with backoff.
/// </remarks>
internal sealed class FolderWatcher : IAsyncDisposable
{
    private const int MostQuietPeriods = 20;

    // Between two looks, however many notices come.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly FolderWatch watch;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    /// <summary>Starts watching, with a first look at once: what changed between the caller's own first read and the first notice must not wait for the period.</summary>
    public FolderWatcher(FolderWatch watch, TaskSupervisor supervisor, ILogger log)
    {
        (this.watch, time, this.log) = (watch, supervisor.Time, log);
        running = supervisor.Run(watch.Name, RunAsync, stop.Token);
    }

    /// <summary>Looks again soon.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var notices = new FolderNotices(Wake, watch.Period, log);

        // Its callback cannot throw.
        await using ITimer timer = time.CreateTimer(_ => Wake(), null, watch.Period, watch.Period);
        while (true)
        {
            // Notices first: a change after the look then wakes the loop, a change before it is seen.
            notices.Take(watch.Folders());
            if (await watch.LookAsync(cancellationToken))
            {
                await Task.Delay(watch.Settle, time, cancellationToken);
                continue;
            }

            await Task.Delay(Rest, time, cancellationToken);
            await wakes.Reader.WaitToReadAsync(cancellationToken);
            await SettleAsync(cancellationToken);
        }
    }

    // Bounded, so that a folder in which something changes all the time is looked at too.
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (int periods = 0; wakes.Reader.TryRead(out _) && periods < MostQuietPeriods; periods++)
        {
            await Task.Delay(watch.Quiet, time, cancellationToken);
        }
    }
}
