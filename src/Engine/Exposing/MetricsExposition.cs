using Basenode.Engine.Configuration;
using Basenode.Engine.Metrics;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>Gives the metrics to whoever asks: as a text, and where the settings say so on a port and in a file. Nothing listens to a meter before somebody asks.</summary>
internal sealed class MetricsExposition(MetricsSettings settings, TaskSupervisor supervisor, ILogger log) : IAsyncDisposable
{
    private readonly MetricCollector collector = new(EngineMetrics.MeterName, EngineMetrics.Histograms, log);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> running = [];

    /// <summary>Whether anybody has asked, or the settings have.</summary>
    public bool Listens => collector.Listens;

    /// <summary>Starts what the settings ask for, in the background.</summary>
    public void Start()
    {
        if (settings.IsOff)
        {
            return;
        }

        collector.Start();
        if (settings.Listen is { } address)
        {
            running.Add(supervisor.Run("serving metrics", new MetricsEndpoint(address, Text, supervisor, log).ServeAsync, stop.Token));
        }

        if (settings.File is { } file)
        {
            running.Add(supervisor.Run("writing metrics", new MetricsFile(file, settings.Every, Text, supervisor.Time, log).WriteAsync, stop.Token));
        }
    }

    /// <summary>All metrics now.</summary>
    /// <param name="openMetrics">Whether as OpenMetrics; else as Prometheus text.</param>
    /// <exception cref="TimeoutException">A plugin's code that measures does not return.</exception>
    public string Text(bool openMetrics) => MetricsText.Write(collector.Collect(), openMetrics);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        collector.Dispose();
        stop.Dispose();
    }
}
