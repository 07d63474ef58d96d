using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Basenode.Engine.Metrics;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>Listens to the engine's meters and those of plugins, once it is asked to, and makes metrics of what they measure.</summary>
/// <param name="meters">The name of the meters; those whose name begins with it and a dot belong to it.</param>
/// <param name="kept">Histograms that keep their buckets themselves.</param>
/// <param name="log">Takes what a plugin's code throws while it measures.</param>
internal sealed class MetricCollector(string meters, IReadOnlyList<Durations> kept, ILogger log) : IDisposable
{
    // A value that a plugin measures when it is asked comes from its code, which may not return.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> instruments = new();
    private MeterListener? listener;
    private string? problem;

    /// <summary>Whether it listens.</summary>
    public bool Listens => listener is not null;

    /// <summary>Starts to listen, for instruments that count only while somebody does.</summary>
    /// <exception cref="TimeoutException">Another caller is in it, and a plugin's code does not return.</exception>
    public void Start() => Alone(Listen);

    /// <summary>All metrics as they are now, sorted by name. The first call starts to listen.</summary>
    /// <exception cref="TimeoutException">A plugin's code that another call waits for does not return.</exception>
    public IReadOnlyList<MetricFamily> Collect()
    {
        MetricFamily[] all = [];
        Alone(() =>
        {
            Listen();
            foreach (InstrumentSeries series in instruments.Values)
            {
                series.Begin();
            }

            Observe(listener!);
            all = [.. instruments.Values.Select(series => series.Read()), .. kept.Select(Kept)];
        });
        return MetricMerger.Merge(all);
    }

    public void Dispose()
    {
        listener?.Dispose();
        one.Dispose();
    }

    // Every instrument is asked, whatever another one throws.
    private void Observe(MeterListener listening)
    {
        try
        {
            listening.RecordObservableInstruments();
            problem = null;
        }
        catch (AggregateException exception)
        {
            EngineMetrics.SeriesLeftOut.Add(count: exception.InnerExceptions.Count);
            string message = exception.InnerExceptions[0].Message;
            if (message != problem)
            {
                Log.MeasureFailed(log, message);
            }

            problem = message;
        }
    }

    private void Alone(Action action)
    {
        if (!one.Wait(Patience))
        {
            throw new TimeoutException("the code of a plugin's metric did not return in time");
        }

        try
        {
            action();
        }
        finally
        {
            one.Release();
        }
    }

    private void Listen()
    {
        if (listener is not null)
        {
            return;
        }

        var made = new MeterListener
        {
            InstrumentPublished = (instrument, its) =>
            {
                if (Takes(instrument))
                {
                    its.EnableMeasurementEvents(instrument, instruments.GetOrAdd(instrument, each => new InstrumentSeries(each)));
                }
            },

            // Its meter was disposed: this happens when a newer version of a plugin replaces an older one.
            MeasurementsCompleted = (instrument, _) => instruments.TryRemove(instrument, out InstrumentSeries? _),
        };
        made.SetMeasurementEventCallback<long>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<double>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<int>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<float>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<short>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<byte>((_, value, tags, series) => Take(series, value, tags));
        made.SetMeasurementEventCallback<decimal>((_, value, tags, series) => Take(series, (double)value, tags));
        made.Start();
        listener = made;
    }

    private bool Takes(Instrument instrument) =>
        (instrument.Meter.Name == meters || instrument.Meter.Name.StartsWith(meters + ".", StringComparison.Ordinal))
        && !kept.Any(durations => durations.Instrument == instrument);

    private static void Take(object? series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((InstrumentSeries)series!).Take(value, tags);

    private static MetricFamily Kept(Durations durations) => MetricNames.Family(durations.Instrument) with
    {
        Series =
        [
            .. from series in durations.Series
               let read = series.Value.Read()
               select new MetricSeries([KeyValuePair.Create(durations.Label, series.Key)], read.Sum, [.. read.Counts]),
        ],
    };
}
