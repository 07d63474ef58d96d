namespace Basenode.Engine.Cluster.Consul;

/// <summary>Gives back what a large answer took: without that the process would keep it for good, since an engine at rest collects nothing.</summary>
internal sealed class LargeAnswers(ConsulTimings timings, TimeProvider time)
{
    private readonly SemaphoreSlim bell = new(0, 1);

    /// <summary>A large answer has come, or was replaced. One caller at a time.</summary>
    public void Note()
    {
        if (bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }

    /// <summary>Collects a while after each note, and not more often than that, until cancelled. A collection stops all threads for a few tens of milliseconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await bell.WaitAsync(cancellationToken);
            await Task.Delay(timings.Collect, time, cancellationToken);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
