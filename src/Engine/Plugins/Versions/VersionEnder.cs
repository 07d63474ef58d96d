using System.Collections.Concurrent;
using Basenode.Engine.Supervision.Running;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Versions;

/// <summary>Ends versions of plugins that nobody uses any more, in the background: their <c>Dispose</c> is code of theirs, which may throw or hang.</summary>
internal sealed class VersionEnder(Watchdog watchdog, ILogger logger)
{
    // Less than what a process that is told to stop is given before it is killed: 10 s for a container.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> ending = new();

    /// <summary>Ends a version on another thread.</summary>
    public void End(PluginVersion version)
    {
        Task end = EndAsync(version);
        ending.TryAdd(end, true);
        _ = end.ContinueWith(done => ending.TryRemove(done, out bool _), TaskScheduler.Default);
    }

    /// <summary>Waits until all have ended or were given up.</summary>
    public Task WaitAsync() => Task.WhenAll(ending.Keys);

    private async Task EndAsync(PluginVersion version)
    {
        string plugin = version.File.ToString();
        CallResult<bool> result = await watchdog.RunAsync(
            new PluginCode(version.File.FileName, PluginPart.Disposal),
            _ =>
            {
                version.End(exception => Log.DisposeFailed(logger, plugin, PluginError.Message(exception)));
                return Task.FromResult(true);
            },
            Limit,
            CancellationToken.None);
        if (result.IsHung)
        {
            Log.DisposeHung(logger, plugin, Limit.TotalSeconds);
        }
    }
}
