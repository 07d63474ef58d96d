using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Looks again when something in a folder has changed and settled, and every ten seconds whatever the file system said.</summary>
/// <remarks>
/// The kernel's notices are hints only: they get lost when their queue overflows, when a folder is replaced, on network file systems and in
/// folders that are not there yet. Looks never overlap.
/// </remarks>
internal sealed class FolderWatch : IAsyncDisposable
{
    /// <summary>How often it looks without any hint.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>How long it must have been quiet after a hint: a file is mostly written in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    private const int MostQuietPeriods = 20;

    private readonly Func<IReadOnlySet<string>> folders;
    private readonly Action look;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Dictionary<string, FolderHint> hints = new(StringComparer.Ordinal);
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private readonly ITimer ticks;
    private readonly Task loop;

    /// <summary>Starts watching.</summary>
    /// <param name="folders">The folders to take hints from, asked before each look; those that do not exist are taken up when they do.</param>
    /// <param name="look">Reads what is in them.</param>
    public FolderWatch(Func<IReadOnlySet<string>> folders, Action look, TimeProvider time, ILogger log)
    {
        (this.folders, this.look, this.time, this.log) = (folders, look, time, log);
        ticks = time.CreateTimer(_ => Wake(), null, Period, Period);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Looks again soon: the folders have changed.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        await ticks.DisposeAsync();
        foreach (FolderHint hint in hints.Values)
        {
            hint.Dispose();
        }

        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            // A first time at once: what changed between the caller's own first read and the first hint must not wait for a tick.
            Look();
            while (await wakes.Reader.WaitToReadAsync(stop.Token))
            {
                await SettleAsync();
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    // Bounded, so that a folder in which something changes all the time is looked at too.
    private async Task SettleAsync()
    {
        for (int periods = 0; wakes.Reader.TryRead(out _) && periods < MostQuietPeriods; periods++)
        {
            await Task.Delay(Quiet, time, stop.Token);
        }
    }

    private void Look()
    {
        try
        {
            // Hints first: a change after the look then wakes the loop, a change before it is seen.
            TakeHints(folders());
            look();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LookFailed(error);
        }
    }

    private void TakeHints(IReadOnlySet<string> wanted)
    {
        foreach (string gone in hints.Keys.Where(folder => !wanted.Contains(folder) || !hints[folder].IsAlive).ToList())
        {
            hints[gone].Dispose();
            hints.Remove(gone);
        }

        foreach (string folder in wanted.Where(folder => !hints.ContainsKey(folder)))
        {
            if (FolderHint.TryStart(folder, Wake, log) is { } hint)
            {
                hints[folder] = hint;
            }
        }
    }
}
